using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios.OpenApi;

namespace DbPerService.Tests.Scenarios;

/// <summary>
/// Every operation of every OpenAPI document is described completely and answers as described, whatever its schemas allow; a failure names
/// the seed, with which DBPERSERVICE_SEED repeats the run.
/// </summary>
public abstract class OpenApiScenarios(IRunningSystem system)
{
    const string Api = "/openapi/v1.json";
    const string Management = "/openapi/management.json";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. SystemMap.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_operation_is_described_completely(string service)
    {
        ApiOperation[] operations =
        [
            .. (await ReadAsync(system.Client(service), Api)).Operations, .. (await ReadAsync(system.Management(service), Management)).Operations,
        ];

        Assert.NotEmpty(operations);
        HasNone(operations.SelectMany(operation => operation.Gaps().Select(gap => $"{operation} {gap}")));
        Assert.Equal(operations.Length, operations.DistinctBy(operation => operation.Id).Count());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_operation_answers_as_it_is_described(string service)
    {
        var document = await ReadAsync(system.Client(service), Api);
        var calls = new ApiCalls(system.Client(service), document, await GuestAsync(), RandomOf(service), Cancelled);
        foreach (var operation in document.Operations)
        {
            await calls.CallAsync(operation);
        }

        HasNone(calls.Faults);
        // What only services may call is refused, whatever the body is.
        HasNone(document.Operations
            .Where(operation => operation.Method != "GET" && operation.Resource != "internal" && !calls.HasSucceeded(operation))
            .Select(operation => $"{operation} has never succeeded"));
    }

    /// <summary>Only those that change nothing.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task Operators_operations_that_only_read_answer_as_they_are_described(string service)
    {
        var document = await ReadAsync(system.Management(service), Management);
        var calls = new ApiCalls(system.Management(service), document, new KnownValues(), RandomOf(service), Cancelled);
        foreach (var operation in document.Operations.Where(operation => operation.Method == "GET"))
        {
            await calls.CallAsync(operation);
        }

        HasNone(calls.Faults);
    }

    /// <summary>A session and an order in it, made through the Gateway: operations on them can succeed.</summary>
    async Task<KnownValues> GuestAsync()
    {
        var known = new KnownValues();
        using var begun = await system.Client("gateway").PostAsJsonAsync("/sessions", new { }, Cancelled);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        var session = await begun.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        known.Add("/sessions", session, isMade: true);
        using var order = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Headers = { Authorization = new("Bearer", known.Token) },
            Content = JsonContent.Create(ShopClient.Order("unknown", user: session.Text("userId")!)),
        };
        using var placed = await system.Client("gateway").SendAsync(order, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        known.Add("/orders", await placed.Content.ReadFromJsonAsync<JsonElement>(Cancelled), isMade: true);
        return known;
    }

    static void HasNone(IEnumerable<string> faults)
    {
        List<string> all = [.. faults];
        Assert.True(all.Count == 0, $"seed {TestExtent.Seed}\n{string.Join('\n', all)}");
    }

    static Random RandomOf(string service) => new(service.Aggregate(TestExtent.Seed, (seed, letter) => unchecked((seed * 31) + letter)));

    static async Task<ApiDocument> ReadAsync(HttpClient client, string path) =>
        new(JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path, Cancelled)));
}
