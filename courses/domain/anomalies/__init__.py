"""What is unusual about the evidence of people, as facts with numbers. Nobody is judged by it automatically."""

from .read import Anomaly, PersonAnomalies, find_anomalies, list_people

__all__ = ["Anomaly", "PersonAnomalies", "find_anomalies", "list_people"]
