package dev.deployflux.webflux;

import org.springframework.core.SpringVersion;
import org.springframework.http.HttpHeaders;

/** Refuses at once what Spring Framework 6 refuses in the middle of a request, with a {@link NoSuchMethodError}. */
final class Spring7 {

    private Spring7() {}

    /** Calls a method that is new in 7.0, and asks for no name: a native image finds no class by its name. */
    static void required(Class<?> by) {
        try {
            new HttpHeaders().headerNames();
        } catch (NoSuchMethodError e) {
            throw new IllegalStateException(
                    by.getSimpleName()
                            + " needs Spring Framework 7, which Spring Boot 4 brings, and this is "
                            + SpringVersion.getVersion()
                            + ". Update it, or serve a DeploymentFeed or ServiceDeployments by a controller of your own:"
                            + " these work with any Spring.",
                    e);
        }
    }
}
