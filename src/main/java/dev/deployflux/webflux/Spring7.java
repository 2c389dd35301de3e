package dev.deployflux.webflux;

import org.springframework.core.SpringVersion;
import org.springframework.http.HttpHeaders;

/** Refuses at once what Spring Framework 6 refuses in the middle of a request, with a {@link NoSuchMethodError}. */
final class Spring7 {

    private static final boolean HERE = isHere();

    private Spring7() {}

    /** By a method that is new in 7.0, and by no name: a native image finds no class by its name. */
    private static boolean isHere() {
        try {
            return new HttpHeaders().headerNames().isEmpty();
        } catch (NoSuchMethodError e) {
            return false;
        }
    }

    static void required(Class<?> by) {
        if (!HERE) {
            throw new IllegalStateException(by.getSimpleName()
                    + " needs Spring Framework 7, which Spring Boot 4 brings, and this is " + SpringVersion.getVersion()
                    + ". Update it, or serve a DeploymentFeed or ServiceDeployments by a controller of your own: these work"
                    + " with any Spring.");
        }
    }
}
