"""Tables that leave the house as CSV and XLSX: streamed, safe in a spreadsheet, whole or not there."""
