"""URLs, and how each must be judged."""

from __future__ import annotations

NOT_PUBLIC = """
http://localhost/ https://localhost:8443/x https://LOCALHOST https://localhost./ https://a.localhost
https://127.0.0.1/ https://127.1 https://127.0.1 https://0x7f.1/ https://0X7F.0.0.1 https://0177.1
https://017700000001/ https://2130706433/ https://0x7f000001 https://0x7f.0.0.0x1 https://127.0.0.1.
https://127.255.255.254/ https://0/ https://0.0.0.0 https://0.1.2.3 https://0x/ https://00
https://10.0.0.1 https://10.255.255.255 https://167772161 https://012.1 https://172.16.0.1
https://172.31.255.255 https://192.168.0.1/ https://192.168.257 https://0xc0a80001
https://100.64.0.1 https://100.127.255.255 https://100.100.100.200/latest/meta-data/
https://169.254.169.254/latest/meta-data https://169.254.0.1 https://2852039166 https://0xa9fea9fe
https://0251.0376.0251.0376 https://169.254.43518 https://169.254.170.2 https://168.63.129.16/
https://192.0.0.1 https://192.0.0.192/ https://192.0.0.170 https://192.0.2.1 https://192.88.99.1
https://192.31.196.1 https://192.52.193.1 https://192.175.48.1
https://198.18.0.1 https://198.19.255.255 https://198.51.100.7 https://203.0.113.9
https://224.0.0.1 https://239.255.255.255 https://240.0.0.1 https://255.255.255.255 https://4294967295
https://⑯⑨.②⑤④.⑯⑨.②⑤④/ https://①②⑦.⓪.⓪.① https://127。0。0。1/ https://127．0．0．1
https://127｡0｡0｡1 https://１２７.0.0.1 https://𝟏𝟐𝟕.𝟎.𝟎.𝟏 https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ https://ｌocalhost
https://loc\u00adalhost/ https://a｡local
https://[::]/ https://[::1] https://[0:0:0:0:0:0:0:1]:8443/ https://[0000::0001]
https://[::ffff:127.0.0.1] https://[::ffff:7f00:1]/ https://[::FFFF:7F00:1] https://[::ffff:8.8.8.8]
https://[::127.0.0.1] https://[::7f00:1] https://[::8.8.8.8] https://[::ffff:0:127.0.0.1]
https://[64:ff9b::7f00:1] https://[64:ff9b::8.8.8.8] https://[64:ff9b:1::10.0.0.1]
https://[2002:7f00:1::] https://[2002:808:808::1] https://[2001:0:808:808:0:0:80ff:fffe]
https://[2001::1] https://[2606:4700::5efe:7f00:1] https://[2606:4700::200:5efe:808:808]
https://[fe80::1] https://[febf::1] https://[fec0::1] https://[fc00::1] https://[fd12:3456::1]
https://[fd00:ec2::254]/latest https://[fd20:ce::254] https://[ff02::1] https://[2001:db8::1]
https://[3fff::1] https://[100::1] https://[4000::1] https://[2001:2::1] https://[2001:10::1]
https://[2001:20::1] https://[3ffe::1] https://[5f00::1] https://[2620:4f:8000::1] https://[1::1]
https://intranet/ https://api/v1 https://printer.local https://db.internal https://x.lan
https://x.corp https://x.home https://x.intranet https://x.private https://x.localdomain
https://x.i2p https://x.onion https://web.default.svc https://web.default.svc.cluster.local
https://x.test https://x.example https://x.invalid https://x.home.arpa https://1.0.0.127.in-addr.arpa
https://host.docker.internal https://x.LOCAL. https://x.alt
https://localhost6.localdomain6 https://kubernetes.default/api https://app.localhost.nip.io.local
https://metadata.google.internal/ https://metadata.goog/ https://instance-data/latest
https://instance-data.ec2.internal https://metadata.tencentyun.com https://metadata/computeMetadata
https://127.0.0.1.nip.io/ https://app.10.0.0.1.nip.io https://app-127-0-0-1.nip.io
https://7f000001.nip.io https://app-7F000001.nip.io https://app.c0a80001.nip.io
https://127-0-0-1.sslip.io https://www-192-168-1-250.sslip.io https://fe80--1.sslip.io
https://0-0-0-0-0-0-0-1.sslip.io https://app-fd00--1.sslip.io
https://169.254.169.254.xip.io https://a.169.254.169.254.nip.io:8443/x https://127.0.0.1.nip.io.
https://10-0-0-1.traefik.me https://x.traefik.me https://traefik.me https://localtest.me
https://a.localtest.me https://lvh.me https://x.y.lvh.me https://vcap.me https://x.lacolhost.com
https://7f000001.08080808.rbndr.us https://make-8.8.8.8-rebind-127.0.0.1-rr.1u.ms
https://a.8.8.8.8.1time.127.0.0.1.forever.rebind.network https://spoofed.burpcollaborator.net
https://192-168-1-5.abcdef.plex.direct https://${X}.internal/ https://{{tenant}}.lvh.me/x
ftp://127.0.0.1/ ws://localhost https://user:pass@127.0.0.1/ https://${U}:${P}@10.0.0.1/
""".split()

INVALID = {
    # By URL, the text at the place that is reported; its first occurrence there.
    "": "",
    "example.com/x": "example.com/x",
    "www.example.com": "www.example.com",
    "//host.com/x": "//",
    "/path": "/p",
    "?x": "?x",
    "localhost:8080/x": "localhost:8080/x",
    "example.com:443": "example.com:443",
    "://x.com": "://",
    "https//x.com/": "https//",
    "https:/x.com": ":/",
    "https:x.com": ":",
    "https:///x.com": ":///",
    "https:": ":",
    "https://": "//",
    "https:///": ":///",
    "https://?q": "//",
    "https://#f": "//",
    "https://:443/": "//:443",
    "https://@/": "//@",
    "https://user@/": "//user@",
    "https://https://x.com/": "https:",
    " https://x.com": " ",
    "https://x.com ": " ",
    "https://x.com\n": "\n",
    "https://exa mple.com/": " ",
    "https://x.com/a b": " ",
    "https://x.com/a\tb": "\t",
    "https://x.com/a?b=c d": " ",
    "https://x.com/\x00": "\x00",
    "https://x.com/\u200b": "\u200b",
    "https://x.com/\ufeff": "\ufeff",
    "https://x.com/\ufdd0": "\ufdd0",
    "https://127.0.0.1\ufdd0/": "\ufdd0",
    "https://x.com/\ud800": "\ud800",
    "https://x.com\u00a0/": "\u00a0",
    'https://x.com/"': '"',
    "<https://x.com/>": "<",
    "<https://x.com/x>": "<",
    "'https://x.com/'": "'",
    "\u201chttps://x.com/\u201d": "\u201c",
    "curl -X POST https://x.com/": "curl",
    "URL: https://x.com/": "URL",
    "url=https://x.com/": "url",
    '{"Authorization": "x"}': "{",
    "https;//x.com/": "https;//",
    "https:\\/\\/x.com": "\\",
    "https://x.com/?a=1\\u0026b=2": "\\u0026",
    "https://{tenant}.x.com/": "{",
    "https://x.com,": ",",
    "${A b": " ",
    "https://${A b/c": " ",
    "https://x.com/<id>": "<",
    "https://x.com\\y": "\\",
    "https:\\\\x.com/": "\\",
    "https://evil.com\\@127.0.0.1/": "\\",
    "https://a@b@c.com/": "@",
    "https://foo@X@127.0.0.1/": "@",
    "https://foo@HOST@127.0.0.1/": "@",
    "https://foo@HOST@[::1]/": "@",
    "https://%31%32%37.0.0.1/": "%31",
    "https://x%2ecom/": "%2e",
    "https://x%2Ecom/": "%2E",
    "https://x.com%2fevil.com/": "%2f",
    "https://％31２7.0.0.1/": "％31２7.0.0.1",
    "https://a*b.com/": "*",
    "https://a!b.com/": "!",
    "https://a,b.com/": ",",
    "https://-a.com/": "-a.com",
    "https://a-.com/": "a-.com",
    "https://a..com/": "a..com",
    "https://.a.com/": ".a.com",
    "https://a.com../": "a.com..",
    "https://./": ".",
    f"https://{'a' * 64}.com/": "a" * 64 + ".com",
    f"https://{'a.' * 126}com/": "a." * 126 + "com",
    f"https://{'é' * 2000}.com/": "é" * 2000 + ".com",
    "https://xn--zz.com/": "xn--zz.com",
    "https://xn--a.com/": "xn--a.com",
    "https://xn--.com/": "xn--.com",
    "https://℀.com/": "℀.com",
    "https://127․0․0․1/": "127․0․0․1",
    "https://i❤.ws/": "i❤.ws",
    "https://1.2.3.4.5/": "1.2.3.4.5",
    "https://256.1.1.1/": "256.1.1.1",
    "https://1.2.3.256/": "1.2.3.256",
    "https://4294967296/": "4294967296",
    "https://08.8.8.8/": "08.8.8.8",
    "https://foo.1/": "foo.1",
    "https://foo.0x1f/": "foo.0x1f",
    "https://134744072/": "134744072",
    "https://0x8.8.8.8/": "0x8.8.8.8",
    "https://010.8.8.8/": "010.8.8.8",
    "https://8.8.8.⑧/": "8.8.8.⑧",
    "https://[::1/": "[::1",
    "https://[::1]x/": "[::1]x",
    "https://[]/": "[]",
    "https://[::g]/": "[::g]",
    "https://[1.2.3.4]/": "[1.2.3.4]",
    "https://[v1.a]/": "[v1.a]",
    "https://[::127.0.0.01]/": "[::127.0.0.01]",
    "https://[fe80::1%25eth0]/": "[fe80::1%25eth0]",
    "https://[fe80::1%eth0]/": "[fe80::1%eth0]",
    "https://[2606:4700::1111%251]/": "[2606:4700::1111%251]",
    "https://x[::1]/": "x[::1]",
    "https://::1/": "::1",
    "https://2606:4700::1111/": "2606:4700::1111",
    "https://x.com:0/": "0",
    "https://x.com:65536/": "65536",
    "https://x.com:99999999999999999999/": "99999999999999999999",
    f"https://x.com:{'9' * 5000}/": "9" * 5000,
    "https://x.com:/": ":",
    "https://x.com:abc/": "abc",
    "https://x.com:-1/": "-1",
    "https://x.com:８０/": "８０",
    "https://x.com:80:90/": "80:90",
    "https://x.com:443x": "443x",
    "https://acme.c0m/": "acme.c0m",
    "https://acme.co1/": "acme.co1",
    "https://acme.com-/": "acme.com-",
    "https://acme.c/": "acme.c",
    "https://${TENANT}.acme.c0m/": "${TENANT}.acme.c0m",
    "https://${TENANT}.acme.c/": "${TENANT}.acme.c",
    "https://${TENANT}..acme.com/": "${TENANT}..acme.com",
    "https://${TENANT}.-a.com/": "${TENANT}.-a.com",
    "https://${TENANT}.a%2eb.com/": "${TENANT}.a%2eb.com",
    "https://api.${TENANT}.i❤.ws/": "api.${TENANT}.i❤.ws",
}

VALID = """
https://api.vapi.ai/call https://API.Vapi.AI/call HTTPS://api.bland.ai/v1/calls http://api.bland.ai
https://x.com https://x.com/ https://x.com:8443/x https://x.com:0443/ https://x.com:65535 https://x.com./
https://x.com?q https://x.com#f https://x.com/a#f https://x.com/?a=b&c[]=d|e^f https://x.com/%zz%
https://x.com/~u/!$&'()*+,;=:@/%20 https://x.com/a//b/../c https://x.com/:@?@ https://x.com/x@y
https://x.com/http://y.com/ https://x.com/ü/日本?q=ä#ö https://x.com/👍 https://x.com/{id} https://x.com/{{id}}
https://a_b.com/ https://{{tenant}}.a_b.com/ https://acme_corp.x.com/
https://r3---sn-apo3.googlevideo.com/ https://ab--cd.com https://1-2.io https://9292.nl https://3com.com
https://a.b.c.d.e.co.uk/x https://x.technology https://x.museum https://0x7f.com https://1.2.3.com
https://münchen.de/x https://MÜNCHEN.de https://xn--mnchen-3ya.de/ https://XN--MNCHEN-3YA.de
https://日本語.jp https://例え。jp https://кто.рф https://xn--j1ail.xn--p1ai https://faß.de
https://straße.example.com https://ελληνικά.gr https://עברית.co.il https://한국.kr https://mu\u0308nchen.de
https://8.8.8.8/ https://1.1.1.1:8443 https://9.255.255.255 https://11.0.0.1 https://172.15.0.1
https://172.32.0.1 https://192.167.0.1 https://192.169.0.1 https://100.63.0.1 https://100.128.0.1
https://169.253.0.1 https://128.0.0.1 https://126.0.0.1 https://198.17.0.1 https://198.20.0.1
https://223.255.255.255 https://192.0.1.1 https://168.63.129.17 https://8.8.8.8./
https://[2606:4700::1111]/ https://[2606:4700:0:0:0:0:0:1111]:8443/ https://[2A00:1450::1]
https://[2001:4860:4860::8888] https://[2001:200::1]
https://8.8.8.8.nip.io https://08080808.nip.io https://app-8-8-8-8.sslip.io https://nip.io https://www.nip.io
https://2606-4700--1111.sslip.io https://8.8.8.8.traefik.me https://mynip.io https://notlvh.me
https://localhost.com https://internal.com https://local.co https://my-internal.io https://test.com
https://nip.io.com https://lvh.me.com https://metadata.com https://home.net https://xlocalhost.com
https://user:pass@x.com/ https://@x.com/ https://u%40v:p@x.com https://u:p:q@x.com
https://${HOST}/x https://${HOST}:${PORT}/x https://{{host}}/x https://${A}.x.com/ https://api-${ENV}.x.com
https://x.com:${PORT}/x https://x.com${PATH} https://${USER}:${PASS}@x.com/ ${URL} {{base}}/x
${HOST}:8080/x ${SCHEME}://x.com/ https://%HOST%/ https://$HOST/x https://@@HOST@@/ https://@HOST@/x
https://api.@ENV@.x.com/ https://${TENANT}_eu.x.com/ https://-${TENANT}.x.com https://${BASE}_v2/calls
https://x.${TLD} https://${HOST}./ https://${A}${B} https://${TENANT}.münchen.de https://${NET}.1
https://10.0.${N}.1/ https://[${IP}]/ https://[::${IP}]:443/ https://${A}.0x1f https://xn--${A}.com
https://${A}。x。com <url> [URL] https://${A:-a/b?c@d}/x https://#{host}#/x https://127.0.0.${N}
ftp://x.com wss://x.com/ mailto:a@x.com tel:+12025550123 file:///etc/x urn:a:b javascript:alert(1)
""".split()
