package dev.deployflux.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * The blocks of Java in the guides, which compile and run as the body of a method.
 *
 * @param all as they stand there
 * @param classes the folder to compile them into
 */
record Snippets(List<String> all, Path classes) {

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** With what a reader's IDE would import. */
    private static final String CLASS = """
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import dev.deployflux.*;
            import dev.deployflux.autoconfigure.*;
            import dev.deployflux.micrometer.*;
            import dev.deployflux.paging.*;
            import dev.deployflux.quota.*;
            import dev.deployflux.redis.*;
            import dev.deployflux.simulator.*;
            import dev.deployflux.validator.HistoryValidator;
            import dev.deployflux.validator.TrueHistory;
            import dev.deployflux.watch.*;
            import dev.deployflux.webflux.*;
            import io.lettuce.core.RedisClient;
            import io.micrometer.core.instrument.MeterRegistry;
            import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
            import org.springframework.boot.autoconfigure.AutoConfigurations;
            import org.springframework.boot.test.context.TestConfiguration;
            import org.springframework.boot.test.context.runner.ApplicationContextRunner;
            import org.springframework.context.annotation.Bean;
            import org.springframework.http.codec.ServerSentEvent;
            import org.springframework.web.bind.annotation.*;
            import org.springframework.web.reactive.function.server.*;
            import org.springframework.web.server.ServerWebExchange;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.atomic.AtomicReference;
            import java.util.function.Function;
            import reactor.core.Disposable;
            import reactor.core.publisher.*;
            import reactor.test.StepVerifier;
            import reactor.util.retry.Retry;
            import software.amazon.awssdk.core.exception.*;
            import software.amazon.awssdk.regions.Region;
            import software.amazon.awssdk.services.ecs.EcsAsyncClient;
            import software.amazon.awssdk.services.ecs.model.*;
            import software.amazon.awssdk.services.sqs.SqsAsyncClient;
            import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
            import software.amazon.awssdk.services.sqs.model.Message;
            import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
            public class Snippet {
                public static Object run() throws Exception {
            %s
                    %s
                }
            }
            """;

    static Snippets read(Path classes) {
        return new Snippets(
                JAVA_BLOCK
                        .matcher(Guides.text())
                        .results()
                        .map(block -> block.group(1))
                        .distinct()
                        .toList(),
                classes);
    }

    /** Runs a snippet, and then what makes sure of it. */
    void run(Snippet snippet, String epilogue) throws Exception {
        run(snippet, "", epilogue);
    }

    /** The same behind what the guide supposes to be there. */
    void run(Snippet snippet, String prologue, String epilogue) throws Exception {
        evaluate(snippet, prologue, epilogue, "null");
    }

    /** What an expression is worth behind a snippet. */
    Object valueOf(String expression, Snippet snippet, String prologue) throws Exception {
        return evaluate(snippet, prologue, "", expression);
    }

    private Object evaluate(Snippet snippet, String prologue, String epilogue, String expression) throws Exception {
        List<String> marked = all.stream().filter(snippet::isThat).toList();
        assertThat(marked).hasSize(1);
        Path source = classes.resolve("Snippet.java");
        Files.writeString(source, CLASS.formatted(prologue + marked.get(0) + epilogue, "return " + expression + ";"));
        compile(source);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            return loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
    }

    private void compile(Path source) {
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        complaints,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(exit).as(complaints.toString(UTF_8)).isZero();
    }
}
