//! URLs where nobody goes, for the tests of whoever asks for what members give.

use crate::Why;

/// By what is wrong with them. `CANARY` is the port of a server on this machine; `-` means that it is no URL at all.
/// Where several things are wrong, the first that is looked at is named.
pub const HOPELESS: &[(Option<Why>, &str)] = &[
    // IPv4 in all its spellings: dotted, short, decimal, octal, hexadecimal, mixed, with a dot behind.
    (
        Some(Why::Address),
        "http://127.0.0.1/ http://127.0.0.1:80/ https://127.0.0.1/ https://127.0.0.1:443/ http://127.1/ http://127.0.1/
        http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7F.1/ http://0177.0.0.1/ http://0177.1/
        http://0177.0.0.01/ http://0x7f.0.0.1/ http://0x7f.0x0.0x0.0x1/ http://0x7f.0.1/ http://127.0.0x1/
        http://00000177.0.0.1/ http://0x0000007f.1/ http://127.0.0.1./ http://2130706433./ http://0x7f.1./
        http://127.127.127.127/ http://127.255.255.254/ http://127.0.0.0/ http://127.00.00.01/ http://0x7f.00.00.1/
        http://0/ http://0.0/ http://0.0.0.0/ http://00000/ http://0x0/ http://0x/ http://0.0.0.0./ http://0.1.2.3/
        http://10.0.0.1/ http://10.1/ http://167772161/ http://012.0.0.1/ http://0xa.0.0.1/ http://0x0a000001/
        http://172.16.0.1/ http://172.31.255.255/ http://0254.020.0.1/ http://2886729729/ http://172.1048577/
        http://192.168.0.1/ http://192.168.1/ http://192.11010049/ http://3232235521/ http://0xc0a80001/
        http://0300.0250.0.1/ http://0xC0.0250.1/ http://100.64.0.1/ http://100.127.255.255/ http://1681915905/
        http://198.18.0.1/ http://198.19.255.255/ http://192.0.0.1/ http://192.0.0.170/ http://192.0.2.1/
        http://192.88.99.1/ http://198.51.100.1/ http://203.0.113.1/ http://224.0.0.1/ http://239.255.255.255/
        http://240.0.0.1/ http://255.255.255.255/ http://4294967295/ http://0xffffffff/ http://037777777777/",
    ),
    // Where clouds keep their secrets.
    (
        Some(Why::Address),
        "http://169.254.169.254/latest/meta-data/ http://169.254.169.254./ http://2852039166/ http://0xa9fea9fe/
        http://0xA9.0xFE.0xA9.0xFE/ http://0251.0376.0251.0376/ http://025177524776/ http://169.254.43518/
        http://169.16689662/ http://0xa9.254.0251.254/ http://169.254.170.2/v2/credentials http://100.100.100.200/
        http://192.0.0.192/opc/v2/ http://[fd00:ec2::254]/ http://[fd20:ce::254]/ http://[::ffff:169.254.169.254]/
        http://[::ffff:a9fe:a9fe]/ http://[64:ff9b::a9fe:a9fe]/ http://[2002:a9fe:a9fe::1]/",
    ),
    // IPv6: unspecified, loopback, mapped, compatible, translated, NAT64, 6to4, Teredo, and all the special blocks.
    (
        Some(Why::Address),
        "http://[::]/ http://[::0]/ http://[0:0:0:0:0:0:0:0]/ http://[::]:80/ https://[::]:443/ http://[::1]/
        http://[0:0:0:0:0:0:0:1]/ http://[0000:0000:0000:0000:0000:0000:0000:0001]/ http://[::0.0.0.1]/
        http://[::127.0.0.1]/ http://[::7f00:1]/ http://[::8.8.8.8]/ http://[::ffff:127.0.0.1]/ http://[::FFFF:7F00:1]/
        http://[0:0:0:0:0:ffff:127.0.0.1]/ http://[::ffff:0.0.0.0]/ http://[::ffff:10.0.0.1]/
        http://[::ffff:8.8.8.8]/ http://[::ffff:0:127.0.0.1]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::7f00:1]/
        http://[64:ff9b::10.0.0.1]/ http://[64:ff9b::8.8.8.8]/ http://[64:ff9b:1::127.0.0.1]/
        http://[64:ff9b:1:ffff::1]/ http://[2002:7f00:1::]/ http://[2002:7f00:0001::1]/ http://[2002:0a00:0001::1]/
        http://[2002:c0a8:1::1]/ http://[2002:808:808::1]/ http://[2001::1]/ http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
        http://[2001:0:7f00:1::80ff:fffe]/ http://[2001:10::1]/ http://[2001:20::1]/ http://[2001:2::1]/
        http://[2001:db8::1]/ http://[3fff::1]/ http://[100::1]/ http://[fc00::1]/ http://[fd00::1]/
        http://[fdff:ffff::1]/ http://[fe80::1]/ http://[febf::1]/ http://[fec0::1]/ http://[ff02::1]/
        http://[ff05::2]/ http://[5f00::1]/ http://[4000::1]/ http://[8000::1]/ http://[fe80::5efe:7f00:1]/",
    ),
    // What is only an address after the browser's rules for names: full width, circled, mathematical, other full stops,
    // percent signs, soft hyphens. And what only looks like another host.
    (
        Some(Why::Address),
        "http://１２７.0.0.1/ http://１２７．０．０．１/ http://127。0。0。1/ http://127｡0｡0｡1/ http://①②⑦.⓪.⓪.①/
        http://⑯⑨.②⑤④.⑯⑨.②⑤④/ http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/ http://¹²⁷.⁰.⁰.¹/ http://₁₂₇.₀.₀.₁/ http://０ｘ７ｆ.1/ http://0ⓧ7ⓕ.1/
        http://127.0.0.1%2e/ http://%31%32%37.0.0.1/ http://127%2e0%2e0%2e1/ http://%30x7f.1/ http://127.0.0.\u{AD}1/
        http://12\u{200B}7.0.0.1/ http://%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1/ http://⑩.0.0.1/ http://㉑③0706433/
        http:127.0.0.1/ http:/127.0.0.1/ http:///127.0.0.1/ http:\\\\127.0.0.1/ http://127.0.0.1\\@example.org/
        http://127.0.0.1\\.example.org/ http://127.0.0.1#@example.org/ http://127.0.0.1?@example.org/
        http://127.0.0.1/@example.org/ http://@127.0.0.1/ http://:@127.0.0.1/ HtTp://127.0.0.1/ http:////127.0.0.1/
        http://127.0.0.1:/ http://127.0.0.1:0080/
        http://example.org\\@127.0.0.1:CANARY/",
    ),
    // Names that stay at home.
    (
        Some(Why::Host),
        "http://localhost/ http://LOCALHOST/ http://localhost./ http://localhost:80/ https://localhost/ http://a.localhost/
        http://a.b.localhost./ http://ｌｏｃａｌｈｏｓｔ/ http://ⓛocalhost/ http://local%68ost/ http://localho\u{AD}st/
        http://loc\u{200B}alhost/ http://printer.local/ http://PRINTER.LOCAL/ http://printer.local./ http://local/
        http://printer｡local/ http://metadata.google.internal/ http://metadata/ http://instance-data.ec2.internal/
        http://internal/ http://a.home.arpa/ http://home.arpa/ http://nas.home.arpa./
        http://expyuzz4wqqyqhjn.onion/ http://onion/ http://intranet/ http://kubernetes/ http://postgres/ http://com./
        http://example.org./ http://a/ http://bücher/ http://./ http://../ http://0x7f.1.example./
        http://http://@127.0.0.1:CANARY/",
    ),
    // Users, who are there to hide the host.
    (
        Some(Why::UserInfo),
        "http://example.org@127.0.0.1/ http://example.org:80@127.0.0.1/ http://example.org%2f@127.0.0.1/
        http://user:password@example.org/ http://user@example.org/ http://:password@example.org/
        http://127.0.0.1@example.org/ http://127.0.0.1:80@example.org/ http://a@b@127.0.0.1/ http://%00@example.org/
        http://example.org%23@127.0.0.1/ https://example.org%0d%0a@127.0.0.1/",
    ),
    // Ports that are not the scheme's own.
    (
        Some(Why::Port),
        "http://127.0.0.1:CANARY/ http://127.1:CANARY/ http://2130706433:CANARY/ http://0x7f.1:CANARY/ http://0:CANARY/
        http://0.0.0.0:CANARY/ http://[::1]:CANARY/ http://[::ffff:127.0.0.1]:CANARY/ http://localhost:CANARY/
        http://canary.example:CANARY/ http://１２７.1:CANARY/ https://127.0.0.1:CANARY/ https://canary.example:CANARY/
        http://example.org:22/ http://example.org:25/ http://example.org:443/ https://example.org:80/
        http://example.org:8080/ http://example.org:0/ http://example.org:65535/ http://example.org:6379/
        http://127.0.0.1:CANARY\\@example.org/",
    ),
    // Other schemes.
    (
        Some(Why::Scheme),
        "file:///etc/passwd file://127.0.0.1/etc/passwd FILE:/etc/passwd ftp://127.0.0.1/ ftp://127.0.0.1:CANARY/
        gopher://127.0.0.1:CANARY/_GET dict://127.0.0.1:CANARY/info ldap://127.0.0.1:CANARY/ tftp://127.0.0.1:CANARY/a
        ws://127.0.0.1:CANARY/ wss://127.0.0.1:CANARY/ data:text/html,a javascript:alert(1) about:blank blob:http://a.b/c
        unix:/var/run/docker.sock http+unix://%2Fvar%2Frun%2Fdocker.sock/info jar:http://127.0.0.1!/ netdoc:///etc/passwd
        mailto:a@example.org view-source:http://127.0.0.1/ httpx://127.0.0.1:CANARY/ localhost:80 smb://127.0.0.1/a",
    ),
    // No URLs.
    (
        None,
        "http:// http:/// http://[::1 http://::1/ http://[fe80::1%25lo]/ http://[fe80::1%lo]/ http://[fe80::1%251]/
        http://[::1%25eth0]:CANARY/ http://[127.0.0.1]/ http://[::127.0.0.1.]/ http://[::ffff:127.1]/ http://[::0x7f00:1]/
        http://127.0.0.1:99999/ http://127.0.0.1:-1/ http://127.0.0.1:８０/ http://127.0.0.1:80:80/ http://1.2.3.4.5/
        http://256.0.0.1/ http://4294967296/ http://0x100000000/ http://127.0.0.09/ http://127.0.0.1.1/ http://a.127/
        http://127.0.0.1%0d%0aHost:a/ http://127.0.0.1%00.example.org/ http://example.org%00@/ http://example.org|127.0.0.1/
        http://exa%6dple.org%2f127.0.0.1/ http://exa^mple.org/ http://exa<b>.org/ http://127.0.0.1%20/ //127.0.0.1/
        /etc/passwd 127.0.0.1 127.0.0.1:CANARY [::1]:CANARY http://⒈⒉⒎.0.0.1/ http://xn--/ http://example.org%3a80/",
    ),
];
