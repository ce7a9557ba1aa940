using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DbPerService.Contracts;

namespace DbPerService.Tests.Architecture.Documents;

/// <summary>
/// docs/asyncapi.json: every topic and event as <see href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</see>,
/// from the map and the committed schemas.
/// </summary>
static class AsyncApiDocument
{
    static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var topics = SystemMap.EventTopics.ToList();
        var document = new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "DbPerService",
                ["version"] = "1.0.0",
                ["description"] =
                    "The events that the services publish: CloudEvents 1.0 in the binary content mode of the Kafka protocol binding. "
                    + "A topic has one writer; readers ignore fields that they do not know.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = Object(topics.Select(topic => (topic.Name, Channel(topic.Name, topic.IsCompacted)))),
            ["operations"] = Object(SystemMap.Services.SelectMany(Operations)),
            ["components"] = new JsonObject
            {
                ["messages"] = Object(Event.All.Select(type => (type.Name, Message(type)))),
                ["messageTraits"] = new JsonObject { ["cloudEvent"] = CloudEvent() },
                ["schemas"] = Object(Event.All.Select(type => (type.Name, Schema(type)))),
            },
        };
        return document.ToJsonString(Indented) + "\n";
    }

    static JsonObject Channel(string topic, bool isCompacted) => new JsonObject
    {
        ["address"] = topic,
        ["messages"] = Object(
            Event.All.Where(type => Event.TopicOf(type) == topic).Select(type => (type.Name, Reference($"components/messages/{type.Name}")))),
        ["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["topic"] = topic,
                ["partitions"] = SystemMap.Partitions,
                ["topicConfiguration"] = new JsonObject { ["cleanup.policy"] = new JsonArray(isCompacted ? "compact" : "delete") },
                ["bindingVersion"] = "0.5.0",
            },
        },
    };

    static IEnumerable<(string Name, JsonObject Value)> Operations(SystemService service) =>
    [
        .. service.Publishes.Select(topic => ($"{service.Name}.publishes.{topic.Name}", Operation("send", topic.Name))),
        .. service.Subscribes.Select(topic => ($"{service.Name}.subscribes.{topic}", Operation("receive", topic))),
    ];

    static JsonObject Operation(string action, string topic) => new JsonObject
    {
        ["action"] = action,
        ["channel"] = Reference($"channels/{topic}"),
    };

    static JsonObject Message(Type type) => new JsonObject
    {
        ["name"] = type.Name,
        ["contentType"] = "application/json",
        ["payload"] = Reference($"components/schemas/{type.Name}"),
        ["traits"] = new JsonArray(Reference("components/messageTraits/cloudEvent")),
    };

    static JsonNode Schema(Type type) => JsonNode.Parse(Tree.Read($"Contracts/Schemas/{type.Name}.json"))!;

    static JsonObject CloudEvent()
    {
        (string Name, string Description)[] attributes =
        [
            ("ce_specversion", "1.0"),
            ("ce_id", "The event's id, a UUIDv7; repeated deliveries have the same one."),
            ("ce_type", "The event's name."),
            ("ce_source", "The service that owns the topic."),
            ("ce_time", "When the owner committed the event, in UTC."),
            ("ce_subject", "The key, which is also the message's key."),
            ("traceparent", "W3C trace context of the request or event that caused it; optional."),
        ];
        return new JsonObject
        {
            ["headers"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = Object(attributes.Select(attribute => (
                    attribute.Name, new JsonObject { ["type"] = "string", ["description"] = attribute.Description }))),
                ["required"] = new JsonArray([.. attributes.SkipLast(1).Select(attribute => (JsonNode)attribute.Name)]),
            },
            ["bindings"] = new JsonObject
            {
                ["kafka"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "string" }, ["bindingVersion"] = "0.5.0" },
            },
        };
    }

    static JsonObject Reference(string path) => new JsonObject { ["$ref"] = $"#/{path}" };

    static JsonObject Object<T>(IEnumerable<(string Name, T Value)> members) where T : JsonNode =>
        new(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Value)));
}
