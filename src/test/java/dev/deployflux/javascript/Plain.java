package dev.deployflux.javascript;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/** What the Java SDK has read, in the form in which the JavaScript SDK's objects arrive: maps, lists, texts, numbers. */
final class Plain {

    private Plain() {}

    static Map<String, Object> of(SdkPojo read) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (SdkField<?> field : read.sdkFields()) {
            Object value = field.getValueOrDefault(read);
            if (value != null && !(value instanceof SdkAutoConstructList)) {
                members.put(field.locationName(), value(value));
            }
        }
        return members;
    }

    private static Object value(Object value) {
        if (value instanceof SdkPojo pojo) {
            return of(pojo);
        } else if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(each -> values.add(value(each)));
            return values;
        } else if (value instanceof Instant instant) {
            return of(instant);
        } else if (value instanceof Double number && number % 1 == 0) {
            return number.intValue(); // JavaScript has one kind of number
        }
        return value;
    }

    /** As Date.toISOString() does, which always has three digits of the second. */
    static String of(Instant instant) {
        return instant.toString().replaceFirst(":(\\d\\d)Z$", ":$1.000Z");
    }
}
