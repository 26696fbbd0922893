#!/usr/bin/env bash
# Fills in the placeholders of one environment from the secret store.
set -euo pipefail
environment=${1:?development, staging or production}
set -a
# shellcheck disable=SC1090
source <(vault kv get -format=json "voice/$environment" | jq -r '.data.data | to_entries[] | "\(.key)=\(.value | @sh)"')
set +a
mkdir -p "build/$environment"
for file in agents/*.yaml "environments/$environment.yaml" providers/*.yaml charts/voice/values.yaml; do
    envsubst <"$file" >"build/$environment/$(basename "$file")"
done
