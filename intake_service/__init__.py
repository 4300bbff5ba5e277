"""The intake service: takes and validates applications, holds calls, closes them on time, keeps what people decide."""
