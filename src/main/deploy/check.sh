#!/bin/sh
# Renders the manifests for Kubernetes and Knative and checks each object against the schema of its kind, KEDA's and Knative's
# own among them. Needs kubectl (for its Kustomize), node and npm.
set -eu
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for target in kubernetes knative; do
    kubectl kustomize "$here/$target" >"$work/$target.yaml"
done
cd "$work"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund kubernetes-models@4.5.1 @kubernetes-models/keda@0.4.2 \
    @kubernetes-models/knative@2.4.4 js-yaml@5.5.0
cat >check.js <<'JS'
import * as yaml from 'js-yaml';
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const packages = { 'keda.sh': '@kubernetes-models/keda', 'serving.knative.dev': '@kubernetes-models/knative' };

for (const object of process.argv.slice(2).flatMap(file => yaml.loadAll(fs.readFileSync(file, 'utf8')))) {
  const from = packages[object.apiVersion.split('/')[0]] ?? 'kubernetes-models';
  const Model = require(`${from}/${object.apiVersion}`)[object.kind];
  const name = `${object.apiVersion} ${object.kind} ${object.metadata.name}`;
  try {
    new Model(object).validate();
    console.log(`valid    ${name}`);
  } catch (failure) {
    console.log(`INVALID  ${name}: ${failure.message}`);
    process.exitCode = 1;
  }
}
JS
node check.js kubernetes.yaml knative.yaml
