package dev.deployflux.docs;

import dev.deployflux.simulator.EcsSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An account that the guides' Java finds where it would find AWS. */
abstract class SnippetScene {

    private static final List<String> AWS =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrlEcs");

    Snippets snippets;

    EcsSimulator ecs;

    @BeforeEach
    void pretendToBeAws(@TempDir Path classes) throws IOException {
        snippets = Snippets.read(classes);
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(500);
        System.setProperty("aws.accessKeyId", "reader");
        System.setProperty("aws.secretAccessKey", "secret");
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.endpointUrlEcs", ecs.endpoint().toString());
    }

    @AfterEach
    void stop() {
        AWS.forEach(System::clearProperty);
        ecs.close();
    }
}
