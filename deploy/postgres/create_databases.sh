#!/bin/sh
# One PostgreSQL, two databases, and a user each that may not even connect to the other's.
set -eu
for service in intake scoring; do
    password=$(cat "/run/secrets/${service}_database_password")
    psql --set ON_ERROR_STOP=1 --username postgres --set service="$service" --set password="$password" <<'SQL'
CREATE USER :"service" PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT ON DATABASE :"service" FROM PUBLIC;
SQL
done
