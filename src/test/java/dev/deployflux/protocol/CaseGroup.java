package dev.deployflux.protocol;

import dev.deployflux.protocol.ProtocolCase.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every case of Smithy's by its id, and what it has to do with ECS. */
enum CaseGroup {
    ERRORS(Direction.RESPONSE, Verdict.ANSWER, "where and how an error tells its code", """
            AwsJson11InvalidGreetingError
            AwsJson11ComplexError
            AwsJson11EmptyComplexError
            AwsJson11FooErrorUsingXAmznErrorType
            AwsJson11FooErrorUsingXAmznErrorTypeWithUri
            AwsJson11FooErrorUsingXAmznErrorTypeWithUriAndNamespace
            AwsJson11FooErrorUsingCode
            AwsJson11FooErrorUsingCodeAndNamespace
            AwsJson11FooErrorUsingCodeUriAndNamespace
            AwsJson11FooErrorWithDunderType
            AwsJson11FooErrorWithDunderTypeAndNamespace
            AwsJson11FooErrorWithDunderTypeAndDifferentNamespace
            AwsJson11FooErrorWithDunderTypeUriAndNamespace
            AwsJson11FooErrorWithNestedTypeProperty
            """),
    MEMBERS(Direction.RESPONSE, Verdict.ANSWER, "members of ECS's answers of the same shape", """
            AwsJson11DateTimeWithFractionalSeconds
            AwsJson11Enums
            AwsJson11DeserializeIgnoreType
            parses_string_shapes
            parses_integer_shapes
            parses_double_shapes
            parses_boolean_shapes_true
            parses_boolean_false
            parses_timestamp_shapes
            parses_list_shapes
            parses_list_of_structure_shapes
            AwsJson11StructuresDontDeserializeNullValues
            PutAndGetInlineDocumentsInput
            AwsJson11SupportsNaNFloatInputs
            AwsJson11SupportsInfinityFloatInputs
            AwsJson11SupportsNegativeInfinityFloatInputs
            AwsJson11SparseListsDeserializeNull
            parses_list_of_map_shapes
            parses_list_of_list_shapes
            parses_list_of_recursive_structure_shapes
            parses_map_shapes
            parses_map_of_list_shapes
            parses_map_of_map_shapes
            parses_map_of_structure_shapes
            parses_map_of_recursive_structure_shapes
            AwsJson11SparseMapsDeserializeNullValues
            """),
    NOTHING(Direction.RESPONSE, Verdict.ANSWER, "a body without any of ECS's members, or none at all", """
            handles_empty_output_shape
            handles_unexpected_json_output
            json_1_1_service_responds_with_no_payload
            parses_operations_with_empty_json_bodies
            """),
    REQUEST_ID(Direction.RESPONSE, Verdict.ANSWER, "beside the body", """
            parses_the_request_id_from_the_response
            """),
    WRITTEN(Direction.RESPONSE, Verdict.ANSWER, "what a server leaves out", """
            AwsJson11ServersDontSerializeNullStructureValues
            """),
    EMPTY_REQUESTS(Direction.REQUEST, Verdict.REQUEST, "what every request has, with or without a body", """
            sends_requests_to_slash
            includes_x_amz_target_and_content_type
            json_1_1_client_sends_empty_payload_for_no_input_shape
            json_1_1_service_supports_empty_payload_for_no_input_shape
            can_call_operation_with_no_input_or_output
            """),
    REQUEST_MEMBERS(Direction.REQUEST, Verdict.REQUEST, "members of ECS's requests of the same shape", """
            AwsJson11MustSupportParametersInContentType
            AwsJson11Enums
            serializes_string_shapes
            serializes_integer_shapes
            serializes_timestamp_shapes
            serializes_timestamp_shapes_with_unixtimestamp_timestampformat
            serializes_list_shapes
            serializes_empty_list_shapes
            serializes_empty_structure_shapes
            serializes_structure_which_have_no_members
            AwsJson11StructuresDontSerializeNullValues
            AwsJson11ServersDontDeserializeNullStructureValues
            can_call_operation_with_optional_input
            AwsJson11SparseListsSerializeNull
            """),
    ENDPOINT_PATH(Direction.REQUEST, Verdict.REQUEST, "an endpoint of one's own may have a path", """
            AwsJson11HostWithPath
            """),
    NO_OTHER_TIMESTAMPS(
            Direction.RESPONSE,
            Verdict.NOT_APPLICABLE,
            "ECS's timestamps are epoch seconds, which have no offset",
            """
            AwsJson11DateTimeWithNegativeOffset
            AwsJson11DateTimeWithPositiveOffset
            parses_iso8601_timestamps
            parses_httpdate_timestamps
            """),
    NO_SUCH_TYPES(
            Direction.RESPONSE,
            Verdict.NOT_APPLICABLE,
            "no unions, blobs, longs, floats or enums of numbers in the answers to our operations",
            """
            AwsJson11IntEnums
            AwsJson11DeserializeStringUnionValue
            AwsJson11DeserializeBooleanUnionValue
            AwsJson11DeserializeNumberUnionValue
            AwsJson11DeserializeBlobUnionValue
            AwsJson11DeserializeTimestampUnionValue
            AwsJson11DeserializeEnumUnionValue
            AwsJson11DeserializeListUnionValue
            AwsJson11DeserializeMapUnionValue
            AwsJson11DeserializeStructureUnionValue
            parses_long_shapes
            parses_float_shapes
            parses_blob_shapes
            """),
    NO_OTHER_TIMESTAMPS_SENT(Direction.REQUEST, Verdict.NOT_APPLICABLE, "ECS's timestamps are epoch seconds", """
            serializes_timestamp_shapes_with_iso8601_timestampformat
            serializes_timestamp_shapes_with_httpdate_timestampformat
            """),
    NO_MAPS_SENT(
            Direction.REQUEST,
            Verdict.NOT_APPLICABLE,
            "no maps, lists of structures, recursion or structures of strings in the requests of our operations",
            """
            serializes_list_of_map_shapes
            serializes_list_of_structure_shapes
            serializes_list_of_recursive_structure_shapes
            serializes_map_shapes
            serializes_empty_map_shapes
            serializes_map_of_list_shapes
            serializes_map_of_structure_shapes
            serializes_map_of_recursive_structure_shapes
            serializes_structure_shapes
            serializes_structure_members_with_locationname_traits
            serializes_recursive_structure_shapes
            AwsJson11SparseMapsSerializeNullValues
            """),
    NO_SUCH_TYPES_SENT(
            Direction.REQUEST,
            Verdict.NOT_APPLICABLE,
            "no unions, documents, blobs, JSON in strings, booleans, longs, floats or enums of numbers either",
            """
            AwsJson11IntEnums
            AwsJson11SerializeStringUnionValue
            AwsJson11SerializeBooleanUnionValue
            AwsJson11SerializeNumberUnionValue
            AwsJson11SerializeBlobUnionValue
            AwsJson11SerializeTimestampUnionValue
            AwsJson11SerializeEnumUnionValue
            AwsJson11SerializeListUnionValue
            AwsJson11SerializeMapUnionValue
            AwsJson11SerializeStructureUnionValue
            serializes_string_shapes_with_jsonvalue_trait
            serializes_long_shapes
            serializes_float_shapes
            serializes_double_shapes
            serializes_blob_shapes
            serializes_boolean_shapes_true
            serializes_boolean_shapes_false
            PutAndGetInlineDocumentsInput
            AwsJson11SupportsNaNFloatInputs
            AwsJson11SupportsInfinityFloatInputs
            AwsJson11SupportsNegativeInfinityFloatInputs
            """),
    NO_SUCH_TRAITS(
            Direction.REQUEST,
            Verdict.NOT_APPLICABLE,
            "no host prefixes, endpoints out of members or compression in ECS's model",
            """
            MachinelearningPredictEndpoint
            AwsJson11EndpointTrait
            AwsJson11EndpointTraitWithHostLabel
            SDKAppliedContentEncoding_awsJson1_1
            SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1
            """);

    enum Verdict {
        /** Replayed towards the Java SDK under our flux, or asked of the simulator. */
        ANSWER,
        /** Replayed towards the simulator, and expected of our flux. */
        REQUEST,
        NOT_APPLICABLE
    }

    private final Direction direction;
    private final Verdict verdict;
    private final String reason;
    private final String ids;

    CaseGroup(Direction direction, Verdict verdict, String reason, String ids) {
        this.direction = direction;
        this.verdict = verdict;
        this.reason = reason;
        this.ids = ids;
    }

    static Stream<CaseGroup> of(Verdict verdict) {
        return Arrays.stream(values()).filter(group -> group.verdict == verdict);
    }

    Direction direction() {
        return direction;
    }

    String reason() {
        return reason;
    }

    List<String> ids() {
        return ids.lines().toList();
    }

    /** Those that the model still has: {@link CaseGroupTest} names the others. */
    Stream<ProtocolCase> cases() {
        List<String> wanted = ids();
        return ProtocolCases.all().stream().filter(each -> each.direction() == direction && wanted.contains(each.id()));
    }
}
