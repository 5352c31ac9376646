"""One answer from several indexes: searched and read one by one, merged by the calibrated confidence."""
