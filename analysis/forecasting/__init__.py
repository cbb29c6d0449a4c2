"""Forecasts of one series, its intervals, and how far to trust them. docs/methods/forecasting.en.md says it in words."""

from analysis.forecasting.contest import SCORES, Contest, contest
from analysis.forecasting.outlook import PATH, Forecast, forecast
from analysis.forecasting.routes import MODELS, ROUTES
from analysis.forecasting.shares import shares
from analysis.forecasting.table import COLUMNS, HORIZON, METHOD, SEASON, series_forecast, series_shares

__all__ = [
    "COLUMNS",
    "HORIZON",
    "METHOD",
    "MODELS",
    "PATH",
    "ROUTES",
    "SCORES",
    "SEASON",
    "Contest",
    "Forecast",
    "contest",
    "forecast",
    "series_forecast",
    "series_shares",
    "shares",
]
