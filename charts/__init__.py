"""Result -> Chart -> figure. Plotly only; no room but data.schema and i18n is known here."""
