package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

/** What an application may do to its Jackson. */
enum JacksonSetting {
    INDENTED(json -> json.enable(SerializationFeature.INDENT_OUTPUT)),
    SNAKE_CASE(json -> json.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)),
    UPPER_CAMEL_CASE(json -> json.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)),
    ALWAYS(json -> json.changeDefaultPropertyInclusion(value -> value.withValueInclusion(Include.ALWAYS))),
    NON_DEFAULT(json -> json.changeDefaultPropertyInclusion(value -> value.withValueInclusion(Include.NON_DEFAULT))),
    TYPE_INCLUSION(json -> json.withConfigOverride(
            String.class,
            override -> override.setInclude(
                    com.fasterxml.jackson.annotation.JsonInclude.Value.construct(Include.ALWAYS, Include.ALWAYS)))),
    TIMESTAMPS(json ->
            json.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)),
    MILLISECONDS(json -> json.enable(DateTimeFeature.TRUNCATE_TO_MSECS_ON_WRITE)),
    NOTHING_VISIBLE(json ->
            json.changeDefaultVisibility(visible -> visible.withVisibility(PropertyAccessor.ALL, Visibility.NONE))),
    OTHER_ORDER(json -> json.disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)),
    NO_ACCESS(json -> json.disable(MapperFeature.CAN_OVERRIDE_ACCESS_MODIFIERS)),
    ASCII(json -> json.enable(JsonWriteFeature.ESCAPE_NON_ASCII)),
    NUMBERS_AS_STRINGS(json -> json.enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS)),
    UNQUOTED_NAMES(json -> json.disable(JsonWriteFeature.QUOTE_PROPERTY_NAMES)),
    CLASS_NAMES(json -> json.activateDefaultTyping(
            BasicPolymorphicTypeValidator.builder().allowIfSubType(Object.class).build(),
            DefaultTyping.NON_FINAL_AND_ENUMS)),
    OWN_INSTANTS(json ->
            json.addModule(new SimpleModule("instants").addSerializer(Instant.class, always(Instant.class, "then")))),
    OWN_STRINGS(json ->
            json.addModule(new SimpleModule("strings").addSerializer(String.class, always(String.class, "text")))),
    OWN_VIEWS(json -> json.addModule(
            new SimpleModule("views").addSerializer(DeploymentView.class, always(DeploymentView.class, "view")))),
    MIX_IN(json -> json.addMixIn(DeploymentView.class, Ignorant.class).addMixIn(Instant.class, Ignorant.class));

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that keep nothing
    private final Consumer<JsonMapper.Builder> change;

    JacksonSetting(Consumer<JsonMapper.Builder> change) {
        this.change = change;
    }

    static JsonMapper mapper(Set<JacksonSetting> settings) {
        JsonMapper.Builder json = JsonMapper.builder();
        settings.forEach(setting -> setting.change.accept(json));
        return json.build();
    }

    @JsonIgnoreProperties({"status", "nano"})
    private interface Ignorant {}

    private static <T> ValueSerializer<T> always(Class<T> type, String text) {
        return new ValueSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                json.writeString(text);
            }

            @Override
            public Class<?> handledType() {
                return type;
            }
        };
    }
}
