"""Armenian, for which Django has no formats: «2024 թ. սեպտեմբերի 5», 24 hours, 1 234,5 (as in the Unicode CLDR).

The letters are those of Django's date format syntax; E is the month in the genitive, F in the nominative.
"""

DATE_FORMAT = "Y թ. E j"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y թ. E j, H:i"
YEAR_MONTH_FORMAT = "Y թ. F"
MONTH_DAY_FORMAT = "E j"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
FIRST_DAY_OF_WEEK = 1

DECIMAL_SEPARATOR = ","
# No-break space, so that a number stays on one line.
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
