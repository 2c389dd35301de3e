package dev.deployflux.protocol;

import dev.deployflux.protocol.ProtocolCase.Direction;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.smithy.aws.traits.protocols.AwsJson1_1Trait;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.loader.ModelAssembler;
import software.amazon.smithy.model.loader.ModelDiscovery;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestsTrait;
import software.amazon.smithy.utils.IoUtils;

/** Smithy's model of awsJson1_1, the protocol of ECS. */
final class ProtocolCases {

    private static final ProtocolCases READ = new ProtocolCases();

    private final Set<ServiceShape> services = new LinkedHashSet<>();
    private final List<ProtocolCase> cases = new ArrayList<>();
    private final List<Shape> withMalformed = new ArrayList<>();

    private ProtocolCases() {
        Model model = model();
        Set<Shape> shapes = new LinkedHashSet<>();
        services.addAll(model.getServiceShapesWithTrait(AwsJson1_1Trait.class));
        for (ServiceShape service : services) {
            for (OperationShape operation : TopDownIndex.of(model).getContainedOperations(service)) {
                shapes.add(operation);
                operation.getErrors(service).forEach(error -> shapes.add(model.expectShape(error)));
            }
        }
        shapes.forEach(this::read);
    }

    static Set<ServiceShape> services() {
        return READ.services;
    }

    static List<ProtocolCase> all() {
        return READ.cases;
    }

    /** The operations that have requests which nobody should send. */
    static List<Shape> withMalformedRequests() {
        return READ.withMalformed;
    }

    private void read(Shape shape) {
        shape.getTrait(HttpRequestTestsTrait.class)
                .ifPresent(trait -> add(Direction.REQUEST, shape, trait.getTestCases()));
        shape.getTrait(HttpResponseTestsTrait.class)
                .ifPresent(trait -> add(Direction.RESPONSE, shape, trait.getTestCases()));
        if (shape.hasTrait(HttpMalformedRequestTestsTrait.class)) {
            withMalformed.add(shape);
        }
    }

    private void add(Direction direction, Shape shape, List<? extends HttpMessageTestCase> messages) {
        messages.stream()
                .filter(message -> message.getProtocol().equals(AwsJson1_1Trait.ID))
                .forEach(message -> cases.add(new ProtocolCase(direction, shape, message)));
    }

    private static Model model() {
        ModelAssembler assembler = Model.assembler();
        ModelDiscovery.findModels().stream().filter(ProtocolCases::isRead).forEach(assembler::addImport);
        return assembler.assemble().unwrap();
    }

    /** Not the other protocols, whose models are many times as large and need more to be on the class path. */
    private static boolean isRead(URL file) {
        return file.getPath().contains("/awsJson1_1/") || file.getPath().matches(".*/META-INF/smithy/[^/]+");
    }

    /** Whether it says so somewhere. */
    static boolean speaksTheProtocol(URL file) {
        return IoUtils.readUtf8Url(file).contains("awsJson1_1");
    }

    /** Smithy's files that aren't read. */
    static List<URL> unread() {
        return ModelDiscovery.findModels().stream()
                .filter(file -> !isRead(file))
                .toList();
    }
}
