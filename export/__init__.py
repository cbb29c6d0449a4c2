"""Chart -> bytes: image, page, slides, workbook."""
