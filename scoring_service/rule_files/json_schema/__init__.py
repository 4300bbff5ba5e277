"""The JSON Schema of rule files, for editors: written from the shapes that the reader itself uses."""

from scoring_service.rule_files.json_schema.write_json_schema import SCHEMA_FILE, write_json_schema

__all__ = ["SCHEMA_FILE", "write_json_schema"]
