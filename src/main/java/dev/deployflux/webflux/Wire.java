package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes of all that goes out here. They are a contract with clients, so the application's codecs and its settings of
 * Jackson have no part in them.
 */
final class Wire {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(DeploymentView.class, AsAnnotated.class)
            .addMixIn(DeploymentRollback.class, AsAnnotated.class)
            .addMixIn(DeploymentProgress.class, AsAnnotated.class)
            .addMixIn(DeploymentPause.class, AsAnnotated.class)
            .addMixIn(DeploymentChange.class, AsAnnotated.class)
            .addMixIn(DeploymentChange.PassedStatus.class, AsAnnotated.class)
            .addMixIn(StreamNotice.class, AsAnnotated.class)
            .addMixIn(FeedHealthView.class, AsAnnotated.class)
            .addMixIn(FeedHealthView.Service.class, AsAnnotated.class)
            .addMixIn(ReplicaView.class, AsAnnotated.class)
            .addMixIn(ReplicaView.Poller.class, AsAnnotated.class)
            .addMixIn(ReplicaView.Consumer.class, AsAnnotated.class)
            .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
            .build();

    /** Takes back {@link WireSerializer}, which comes here itself. */
    @JsonSerialize
    private interface AsAnnotated {}

    private Wire() {}

    /** A value on one line. */
    static byte[] json(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    /** The same as text. */
    static String text(Object value) {
        return JSON.writeValueAsString(value);
    }

    /** The same in what the generator makes, which may be no JSON. */
    static void write(Object value, JsonGenerator target) {
        JSON.writeValue(target, value);
    }

    /** A value with something before it and something behind. */
    static byte[] json(String before, Object value, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(UTF_8));
        JSON.writeValue(bytes, value);
        bytes.writeBytes(after.getBytes(UTF_8));
        return bytes.toByteArray();
    }

    /** An event, or a comment, with the blank line that ends it. */
    static byte[] event(ServerSentEvent<?> event) {
        String fields = event.format(); // up to "data:", if there are data
        Object data = event.data();
        return data == null ? (fields + '\n').getBytes(UTF_8) : json(fields, data, "\n\n");
    }
}
