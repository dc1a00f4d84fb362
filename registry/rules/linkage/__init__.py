"""How two records of people are held against one another: names, numbers, dates, families; weights; what to do."""
