package dev.deployflux.proxies;

import dev.deployflux.fixture.NeededProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program that stands in front of applications, with the configuration that the guide shows. */
enum ReverseProxy {
    NGINX("nginx", "nginx.conf", "HUP") {
        @Override
        List<String> arguments(Path folder) {
            return List.of("-p", folder + "/", "-c", configuration(), "-g", "daemon off;");
        }
    },

    HAPROXY("haproxy", "haproxy.cfg", "USR2") {
        @Override
        List<String> arguments(Path folder) {
            return List.of("-W", "-C", folder.toString(), "-f", configuration());
        }
    };

    /** Debian has them here, which isn't on the path of those who aren't root. */
    private static final Path SYSTEM_PROGRAMS = Path.of("/usr/sbin");

    private final String program;
    private final String configuration;
    private final String reload;

    ReverseProxy(String program, String configuration, String reload) {
        this.program = program;
        this.configuration = configuration;
        this.reload = reload;
    }

    /** What makes it run in the foreground, from the folder that holds its configuration. */
    abstract List<String> arguments(Path folder);

    /** The program; {@code NGINX} or {@code HAPROXY} may name it. */
    Optional<Path> program() {
        return NeededProgram.find(name(), program)
                .or(() -> Optional.of(SYSTEM_PROGRAMS.resolve(program)).filter(Files::isExecutable));
    }

    /** The name of its configuration's file. */
    String configuration() {
        return configuration;
    }

    /** The signal upon which it serves new connections by its configuration as it is now, and lets old ones end. */
    String reload() {
        return reload;
    }
}
