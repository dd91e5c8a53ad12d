import assert from 'node:assert/strict'
import test from 'node:test'
import { belongsTo, isSecretName, vendorOf } from './secretname.ts'

test('isSecretName tells secrets from settings', () => {
  for (const name of [
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'DB_PASSWORD',
    'NPM_AUTH_TOKEN',
    'STRIPE_APIKEY',
    'MYTOKEN',
  ])
    assert.equal(isSecretName(name), true, name)
  for (const name of [
    'HOME',
    'PATH',
    'HTTP_PROXY',
    'NO_COLOR',
    'AWS_REGION',
    'TOKEN_FILE',
    'KEYBOARD',
    'USER',
    'MONKEY',
    'SSH_AUTH_SOCK',
  ])
    assert.equal(isSecretName(name), false, name)
})

test('belongsTo wants the own hosts of known vendors, and a word of the name for others', () => {
  assert.equal(belongsTo('AWS_SECRET_ACCESS_KEY', ['https://sts.eu-central-1.amazonaws.com/']), true)
  assert.equal(belongsTo('AWS_SECRET_ACCESS_KEY', ['https://usage.awsregion.example.com/r']), false)
  assert.equal(belongsTo('GH_TOKEN', ['https://api.github.com/user']), true)
  assert.equal(belongsTo('GH_TOKEN', ['https://github.com.example.com/user']), false)
  assert.equal(belongsTo('ACME_API_KEY', ['https://api.acme.example.com/v1']), true)
  assert.equal(belongsTo('ACME_API_KEY', ['https://collect.example.com/v1']), false)
  assert.equal(belongsTo('API_KEY', ['https://api.key.example.com']), false)
  assert.equal(belongsTo('ACME_API_KEY', []), false)
})

test('vendorOf gives one name for the names of one vendor', () => {
  assert.equal(vendorOf('GH_TOKEN'), vendorOf('GITHUB_TOKEN'))
  assert.equal(vendorOf('API_TOKEN'), '')
})
