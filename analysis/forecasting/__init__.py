"""Forecasts of one series, its intervals, and how far to trust them. docs/methods/demand.en.md says it in words."""

from analysis.forecasting.contest import SCORES, Contest, contest
from analysis.forecasting.outlook import PATH, Forecast, forecast
from analysis.forecasting.routes import MODELS, ROUTES

METHOD = "forecasting 0.1"

__all__ = ["METHOD", "MODELS", "PATH", "ROUTES", "SCORES", "Contest", "Forecast", "contest", "forecast"]
