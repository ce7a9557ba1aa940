using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Contracts;

/// <summary>
/// The schema of each event, generated from its record, is committed in Contracts/Schemas. These tests write compatible changes there if
/// the environment variable WRITE_SCHEMAS is 1; a breaking change is never written.
/// </summary>
public sealed class EventSchemaTests
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> Events =>
        [.. typeof(OrderPlaced).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IEvent))).Select(t => t.Name).Order()];

    [Theory]
    [MemberData(nameof(Events))]
    public async Task The_committed_schema_matches_the_record(string name)
    {
        var file = Path.Combine(Folder(), name + ".json");
        var now = EventJson.Options.GetJsonSchemaAsNode(
            typeof(OrderPlaced).Assembly.GetType($"DbPerService.Contracts.{name}", throwOnError: true)!,
            new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        var text = now.ToJsonString(Indented) + "\n";
        var committed = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : null;

        Assert.Empty(committed is null ? [] : SchemaCompatibility.Breaks(JsonNode.Parse(committed), now));
        if (Environment.GetEnvironmentVariable("WRITE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Folder());
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(committed, text);
    }

    [Fact]
    public void Every_committed_schema_still_has_its_event() =>
        Assert.Equal(Events.Select(row => row.Data), Directory.GetFiles(Folder(), "*.json").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"}},"required":["id"]}""", "$.amount")]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"},"note":{"type":"string"},"amount":{"type":"number"}},"required":["id","amount"]}""", null)]
    [InlineData("""{"type":"object","properties":{"id":{"type":"string"},"amount":{"type":"number"},"new":{"type":"string"}},"required":["id","amount","new"]}""", "$.new")]
    [InlineData("""{"type":"object","properties":{"identity":{"type":"string"},"amount":{"type":"number"}},"required":["amount"]}""", "$.id")]
    [InlineData("""{"type":"object","properties":{"id":{"type":"integer"},"amount":{"type":"number"}},"required":["id","amount"]}""", "$.id")]
    public void A_breaking_change_is_reported(string after, string? broken)
    {
        var before = JsonNode.Parse("""{"type":"object","properties":{"id":{"type":"string"},"amount":{"type":"number"}},"required":["id","amount"]}""");
        var breaks = SchemaCompatibility.Breaks(before, JsonNode.Parse(after));

        Assert.Equal(broken is null ? [] : [broken], breaks.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void Unknown_fields_are_ignored()
    {
        var read = JsonSerializer.Deserialize<OrderConfirmed>(
            """{"orderId":"0198c0de-0000-7000-8000-000000000001","added":{"later":[1]}}""", EventJson.Options);

        Assert.Equal(new OrderConfirmed(new Guid("0198c0de-0000-7000-8000-000000000001")), read);
    }

    static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../Contracts/Schemas"));
}
