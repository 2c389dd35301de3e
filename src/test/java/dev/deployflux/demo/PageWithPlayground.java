package dev.deployflux.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deployflux.webflux.DeploymentRoutes;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The demo's own page is deployflux's, with the playground's script and style beside its own. */
@Configuration(proxyBeanMethods = false)
class PageWithPlayground {

    private static final String PLAYGROUND = """
              <link rel="stylesheet" href="playground.css">
              <script type="module" src="playground.js"></script>
            </head>""";

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE) // before deployflux's own page, which is at the same place
    RouterFunction<ServerResponse> indexWithPlayground() throws IOException {
        String page = new ClassPathResource("page/index.html", DeploymentRoutes.class)
                .getContentAsString(UTF_8)
                .replace("</head>", PLAYGROUND);
        return RouterFunctions.route()
                .GET("/", request -> ServerResponse.ok()
                        .contentType(new MediaType(MediaType.TEXT_HTML, UTF_8))
                        .header("Content-Security-Policy", "default-src 'self'")
                        .bodyValue(page))
                .build();
    }
}
