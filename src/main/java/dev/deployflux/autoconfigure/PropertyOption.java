package dev.deployflux.autoconfigure;

import java.util.function.Consumer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** An option of a builder, under the name of its property. */
final class PropertyOption {

    private PropertyOption() {}

    /**
     * Sets the option. What the builder refuses is told in its own words, with the name and the value of the property, so
     * that Spring Boot shows where that was set.
     */
    static <T> Consumer<T> named(String property, Consumer<T> option) {
        return value -> {
            try {
                option.accept(value);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(property, value, e.getMessage());
            }
        };
    }
}
