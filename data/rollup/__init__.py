"""Raw telemetry -> rows of `usage`, pool by hour, on DuckDB or on a cluster, in one definition."""
