package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The arithmetic of AWS Signature Version 4, as the <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">IAM User Guide</a>
 * tells it.
 */
final class SigV4 {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String TERMINATOR = "aws4_request";

    private static final HexFormat HEX = HexFormat.of();

    private SigV4() {}

    /**
     * What the signature of a request has to be, in hexadecimal digits.
     *
     * @param signedHeaders their names in lower case; they are signed in the order of the alphabet, however they are listed
     * @param timestamp such as {@code 20260115T120000Z}
     * @param scope such as {@code 20260115/eu-central-1/ecs/aws4_request}
     */
    static String signature(
            WireRequest request, List<String> signedHeaders, String timestamp, String scope, String secretAccessKey) {
        String stringToSign = String.join(
                "\n",
                ALGORITHM,
                timestamp,
                scope,
                hash(canonical(request, signedHeaders).getBytes(UTF_8)));
        byte[] key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HEX.formatHex(hmac(key, stringToSign));
    }

    /** Equal for equal requests, however their headers are ordered and spaced. */
    private static String canonical(WireRequest request, List<String> signedHeaders) {
        List<String> sorted = signedHeaders.stream().sorted().toList();
        String headers = sorted.stream()
                .map(name -> name + ":" + canonical(request.headers().getAll(name)) + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                request.path(),
                canonicalQuery(request.query()),
                headers,
                String.join(";", sorted),
                hash(request.body()));
    }

    private static String canonicalQuery(String query) {
        if (query.isEmpty()) {
            return "";
        }
        return Arrays.stream(query.split("&", -1))
                .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                .sorted(Comparator.comparing((String parameter) -> parameter.substring(0, parameter.indexOf('=')))
                        .thenComparing(parameter -> parameter.substring(parameter.indexOf('=') + 1)))
                .collect(Collectors.joining("&"));
    }

    private static String canonical(List<String> values) {
        return values.stream()
                .map(value -> value.trim().replaceAll("\\s+", " "))
                .collect(Collectors.joining(","));
    }

    private static String hash(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(data.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java platform has HmacSHA256", e);
        }
    }
}
