#!/bin/sh
# Write a random password for each part to deploy/secrets/, once; what is there is never overwritten.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
write() { [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }

for service in intake scoring; do
    write "${service}_database_password" "$(random)"
    write "${service}_broker_password" "$(random)"
    database_password=$(cat "secrets/${service}_database_password")
    broker_password=$(cat "secrets/${service}_broker_password")
    write "${service}_database_url" "postgresql+psycopg://$service:$database_password@postgres/$service"
    write "${service}_broker_url" "redis://$service:$broker_password@redis:6379/0"
done
write postgres_password "$(random)"
# Signs the cookie of scoring's pages.
write scoring_secret_key "$(random)"
# Each service has a user of its own on the broker; the default one may do nothing but answer the health check.
write redis_users "user default on nopass -@all +ping
user intake on >$(cat secrets/intake_broker_password) ~* &* +@all -@dangerous +info +client
user scoring on >$(cat secrets/scoring_broker_password) ~* &* +@all -@dangerous +info +client
"
[ -e pair.env ] || cp env.example pair.env
# The services run as another user than the one who starts them, and read the mounted files; on this machine nobody else
# gets past the folder.
chmod 644 secrets/*
chmod 700 secrets
echo "deploy/secrets and deploy/pair.env are in place."
