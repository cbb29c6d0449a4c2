"""One company: its names, what it signed, what ended, how it is financed, and what is not known. docs/methods/companies.en.md says it."""

from analysis.companies.facts import company, company_unknown
from analysis.companies.holdings import company_contracts, company_financing
from analysis.companies.names import METHOD, companies, directory, resolved

__all__ = ["METHOD", "companies", "company", "company_contracts", "company_financing", "company_unknown", "directory", "resolved"]
