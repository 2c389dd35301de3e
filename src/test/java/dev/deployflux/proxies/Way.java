package dev.deployflux.proxies;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;

/** How a client comes to a proxy: without TLS, or as browsers do, which speak HTTP/2 by TLS alone. */
enum Way {
    NGINX_HTTP_1(ReverseProxy.NGINX, Version.HTTP_1_1),
    NGINX_HTTP_2(ReverseProxy.NGINX, Version.HTTP_2),
    HAPROXY_HTTP_1(ReverseProxy.HAPROXY, Version.HTTP_1_1),
    HAPROXY_HTTP_2(ReverseProxy.HAPROXY, Version.HTTP_2);

    private final ReverseProxy proxy;
    private final Version version;

    Way(ReverseProxy proxy, Version version) {
        this.proxy = proxy;
        this.version = version;
    }

    ReverseProxy proxy() {
        return proxy;
    }

    Version version() {
        return version;
    }

    /** A client that goes this way. Its HTTP/2 has one connection for all of its requests. */
    HttpClient client(LocalCertificate certificate) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(certificate.trusted())
                .build();
    }

    URI uri(RunningProxy running, String path) {
        return version == Version.HTTP_2 ? running.tls(path) : running.plain(path);
    }
}
