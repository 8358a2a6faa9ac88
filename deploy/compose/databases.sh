#!/usr/bin/env bash
# Run once by the PostgreSQL image, on its first start: a role and a database for each service, closed to the others'
# roles. All have the password POSTGRES_PASSWORD, so this keeps mistakes apart, not intruders.
set -euo pipefail

for service in planning realization evidence evaluation notify; do
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
        --set name="ekinerja_$service" --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8';
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
