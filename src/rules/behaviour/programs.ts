// Programs by what they do, by their base names in lower case.

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Shells and whatever runs a script that it is given. */
export const SHELLS: ReadonlySet<string> = set('sh bash dash zsh ksh mksh ash fish csh tcsh busybox rbash git-bash')

/** Interpreters of other languages. */
export const INTERPRETERS: ReadonlySet<string> = set(
  'python python2 python3 perl ruby node nodejs deno bun php lua osascript tclsh awk gawk pypy pypy3 wscript cscript mshta',
)

/** Windows' shells. */
export const POWERSHELLS: ReadonlySet<string> = set('powershell pwsh')

/** Programs that fetch from a network and can print what they got. */
export const FETCHERS: ReadonlySet<string> = set(
  'curl wget fetch aria2c axel lynx links w3m http https httpie nc ncat netcat socat ftp tftp scp sftp rsync lwp-request get certutil bitsadmin iwr irm invoke-webrequest invoke-restmethod start-bitstransfer dig nslookup host telnet gh gsutil ipfs torify proxychains',
)

/** Programs that decode or decrypt what they read. */
export const DECODERS: ReadonlySet<string> = set(
  'base64 base32 gbase64 xxd openssl gpg uudecode gunzip gzip zcat bunzip2 bzip2 bzcat xz xzcat unxz zstd rev tr sed printf echo',
)

/** Programs that start what stands behind them. */
export const PREFIXES: ReadonlySet<string> = set(
  'sudo doas nohup env exec time setsid timeout nice ionice stdbuf command builtin xargs start call chroot unbuffer proxychains torify catchsegv setarch caffeinate',
)

/**
 * Programs that only say something about the machine or the repository, or show something: that an init starts one is
 * a matter of taste.
 */
export const READERS: ReadonlySet<string> = set(
  'uname which where whereis type getconf sysctl sw_vers ldd ldconfig lsb_release arch nproc git hg svn bzr fossil go gofmt tput stty tty locale id whoami hostname date getent dscl ps cat ls true false pwd dirname basename readlink realpath xcode-select xcrun pkg-config gcc cc clang g++ cgo llvm-config java node python python3 docker podman kubectl ver chcp cygpath wslpath infocmp ioreg system_profiler defaults lscpu xz gzip gunzip bzip2 zstd tar sort sar kstat prtconf psrinfo isainfo lscfg lsattr lsps bootinfo oslevel zonename mount df vmstat iostat netstat swap swapinfo pstat free uptime lsblk lspci lsusb nvidia-smi dmidecode systemd-detect-virt wmic vswhere',
)

/** Programs that open an address or a file for the one who sits there. */
export const OPENERS: ReadonlySet<string> = set(
  'xdg-open open x-www-browser www-browser wslview sensible-browser gnome-open kde-open rundll32 explorer termux-open cygstart firefox chrome google-chrome chromium',
)
