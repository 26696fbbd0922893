"""What of a file no output may show: `redactor.Redactor` of a parsed file, and masked lines."""
