"""Cards of niches, and the model of a niche as a workbook with formulas."""
