import assert from 'node:assert/strict'
import test from 'node:test'
import { classifyPath, isWholeTree, toolName } from './filepath.ts'

test('classifyPath tells what a file is for, wherever the home folder is', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    secret: [
      '…/.ssh/id_rsa',
      '…/.config/google-chrome/…',
      '/dev/input/event3',
      '…/../.mozilla/firefox/…',
      '/home/a/.aws/credentials',
      '~/.kube/config',
      '.npmrc',
      'C:\\Users\\a\\.docker\\config.json',
      '/etc/shadow',
      '/proc/self/environ',
      '…/.bash_history',
      '…/Google/Chrome/User Data/Default/Login Data',
    ],
    autostart: [
      '…/.ssh/authorized_keys',
      '/nonexistent/home/.bashrc',
      '/etc/cron.d/x',
      '/etc/systemd/system/x.service',
      '…/Library/LaunchAgents/x.plist',
      '/etc/ld.so.preload',
      '.git/hooks/pre-commit',
      'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run',
      '…\\Start Menu\\Programs\\Startup\\x.lnk',
      '/etc/profile.d/x.sh',
    ],
    trust: ['/src/go.sum', 'go.mod', '…/.config/go/env', '/etc/hosts'],
    device: ['/dev/sda', '/dev/nvme0n1', '\\\\.\\PhysicalDrive0'],
    temporary: ['/tmp/x', 'C:\\Users\\a\\AppData\\Local\\Temp\\x.exe'],
    other: [
      '/var/lib/x/data.db',
      'config.json',
      '…',
      '',
      '/dev/null',
      '/home/a/.config/app.toml',
      'authorized_keys.go',
      'docs/.ssh.md',
    ],
  }
  for (const [kind, paths] of Object.entries(table))
    for (const path of paths) assert.equal(classifyPath(path).kind, kind, path)
})

test('toolName tells programs that are named like tools', () => {
  assert.equal(toolName('/ci/.cache/bin/go'), 'go')
  assert.equal(toolName('…\\git.exe'), 'git')
  assert.equal(toolName('go'), undefined)
  assert.equal(toolName('/ci/bin/gopher'), undefined)
})

test('isWholeTree tells homes and systems from folders in them', () => {
  for (const path of ['/', '/home', '~', '$HOME', 'C:\\', '/etc/']) assert.equal(isWholeTree(path), true, path)
  for (const path of ['/home/a/.cache/x', './build', '', '…']) assert.equal(isWholeTree(path), false, path)
})
