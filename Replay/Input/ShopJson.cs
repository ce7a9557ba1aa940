using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Replay.Input;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ShopProduct))]
[JsonSerializable(typeof(ShopCustomer))]
[JsonSerializable(typeof(ShopOrder))]
sealed partial class ShopJson : JsonSerializerContext
{
    /// <summary>For writing: names with accents stay readable in the files.</summary>
    public static ShopJson Readable { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
