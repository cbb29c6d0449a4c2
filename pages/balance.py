"""Balance of before: its questions stand where their subjects live, under demand and under capacity by place."""

from ui import frame, sections

frame.here("balance")
sections.forward("balance")
