using System.Net;
using System.Text.Json;
using DbPerService.Contracts;

namespace DbPerService.Tests.Scenarios;

/// <summary>Operators' endpoints exist on the management port only.</summary>
public abstract class ManagementScenarios(IRunningSystem system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. SystemMap.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Operators_endpoints_do_not_exist_on_the_port_of_the_API(string service)
    {
        foreach (var (method, path) in new[] { ("GET", "/sync"), ("GET", "/dead-letters"), ("POST", "/dead-letters/redrive") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Headers = { Host = system.Management(service).BaseAddress!.Authority },
            };
            using var response = await system.Client(service).SendAsync(request, Cancelled);

            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), Answer(response));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_API_does_not_exist_on_the_management_port(string service)
    {
        var paths = Paths(await ReadAsync(system.Client(service), "/openapi/v1.json"));

        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            using var management = await system.Management(service).GetAsync(path, Cancelled);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), Answer(management));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Health_has_details_for_operators_only(string service)
    {
        foreach (var path in new[] { "/health", "/alive" })
        {
            var api = await ReadAsync(system.Client(service), path);
            var management = await ReadAsync(system.Management(service), path);

            Assert.Equal(["status"], api.EnumerateObject().Select(property => property.Name));
            Assert.NotEmpty(management.GetProperty("checks").EnumerateObject());
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Each_port_has_an_OpenAPI_document_of_its_endpoints(string service)
    {
        var api = Paths(await ReadAsync(system.Client(service), "/openapi/v1.json"));
        var management = Paths(await ReadAsync(system.Management(service), "/openapi/management.json"));

        Assert.NotEmpty(api);
        Assert.Equal(SystemMap.Services.Single(entry => entry.Name == service).HasEvents, management.Contains("/sync"));
        Assert.Empty(api.Intersect(management));
        using var response = await system.Client(service).GetAsync("/openapi/management.json", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    static List<string> Paths(JsonElement document) => [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name)];

    static (HttpStatusCode, string?) Answer(HttpResponseMessage response) =>
        (response.StatusCode, response.Content.Headers.ContentType?.MediaType);

    static async Task<JsonElement> ReadAsync(HttpClient client, string path) =>
        JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path, Cancelled));
}
