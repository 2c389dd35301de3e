package dev.deployflux.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header by which a request is signed.
 *
 * @param accessKeyId who says to have signed it
 * @param scope the day, region and service that the signature is for, such as {@code 20260115/eu-central-1/ecs/aws4_request}
 * @param signedHeaders the names of the headers that it covers
 * @param signature hexadecimal digits
 */
record Authorization(String accessKeyId, String scope, List<String> signedHeaders, String signature) {

    private static final List<String> PARAMETERS = List.of("Credential", "Signature", "SignedHeaders");

    /** @throws EcsRefusal if something is missing, or it is signed in another way */
    static Authorization of(String header) {
        String[] algorithm = header.split(" ", 2);
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : algorithm.length == 2 ? algorithm[1].split(",", -1) : new String[0]) {
            String[] pair = parameter.trim().split("=", 2);
            if (pair.length == 2) {
                parameters.put(pair[0], pair[1]);
            }
        }
        List<String> missing = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String name : PARAMETERS) {
            String value = parameters.get(name);
            if (value == null) {
                missing.add("Authorization header requires '%s' parameter.".formatted(name));
            } else {
                values.add(value);
            }
        }
        if (!missing.isEmpty()) {
            throw incomplete(String.join(" ", missing), header).asRefusal();
        }
        if (!algorithm[0].equals(SigV4.ALGORITHM)) {
            throw incomplete("Unsupported AWS 'algorithm': '%s'.".formatted(algorithm[0]))
                    .asRefusal();
        }
        String[] credential = values.get(0).split("/", 2);
        return new Authorization(
                credential[0],
                credential.length == 2 ? credential[1] : "",
                List.of(values.get(2).split(";", -1)),
                values.get(1));
    }

    /** Whether AWS takes it for a signature at all. */
    static boolean isSignature(String header) {
        return header.startsWith("AWS4-");
    }

    static EcsError incomplete(String why, String header) {
        return incomplete(why + " Authorization=" + header);
    }

    static EcsError incomplete(String why) {
        return new EcsError("IncompleteSignatureException", why, 400);
    }
}
