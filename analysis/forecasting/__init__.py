"""Forecasts of one series, its intervals, and how far to trust them. docs/methods/forecasting.en.md says it in words."""

from analysis.forecasting.contest import SCORES, Contest, contest
from analysis.forecasting.outlook import PATH, Forecast, forecast
from analysis.forecasting.routes import MODELS, ROUTES
from analysis.forecasting.shares import shares

METHOD = "forecasting 0.2"

__all__ = ["METHOD", "MODELS", "PATH", "ROUTES", "SCORES", "Contest", "Forecast", "contest", "forecast", "shares"]
