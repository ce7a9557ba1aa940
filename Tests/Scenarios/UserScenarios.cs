using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>Users are registered and changed through their API, and others follow by events.</summary>
public abstract class UserScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    HttpClient Users => system.Client("users");

    [Fact]
    public async Task An_order_shows_the_name_of_a_registered_user_and_of_a_renamed_one()
    {
        var id = "u-" + Guid.NewGuid().ToString("N")[..12];
        using var created = await Users.PostAsJsonAsync(
            "/users", new { id, name = "First", email = $"{id}@example.com", password = "correct horse" }, Cancelled);
        Assert.Equal((HttpStatusCode.Created, $"/users/{id}"), (created.StatusCode, created.Headers.Location?.OriginalString));
        var order = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(10), user: id));
        await Eventually.IsTrue(async () => (await _shop.OrderAsync(order)).Text("userName") == "First", Cancelled);

        using var change = new HttpRequestMessage(HttpMethod.Put, $"/users/{id}")
        {
            Content = JsonContent.Create(new { name = "Second", email = $"{id}@example.com" }),
            Headers = { IfMatch = { created.Headers.ETag! } },
        };
        using var changed = await Users.SendAsync(change, Cancelled);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        await Eventually.IsTrue(async () => (await _shop.OrderAsync(order)).Text("userName") == "Second", Cancelled);
        Assert.Equal("Second", (await _shop.GetAsync("users", $"/profiles/{id}")).Text("name"));
    }

    [Fact]
    public async Task The_operator_has_an_account() =>
        Assert.Equal("operator", (await _shop.GetAsync("users", "/users/operator")).Text("role"));

    [Theory]
    [InlineData("POST", "/users", "{", "")]
    [InlineData("POST", "/users", "[]", "body")]
    [InlineData("POST", "/users", """{"name":"n","email":"n@x"}""", "password")]
    [InlineData("POST", "/users", """{"name":"n","email":"n@x","password":"1234567"}""", "password")]
    [InlineData("POST", "/users", """{"name":"n","email":"n","password":"correct horse"}""", "email")]
    [InlineData("POST", "/users", """{"name":7,"email":"n@x","password":"correct horse"}""", "name")]
    [InlineData("POST", "/users", """{"id":"a/b","name":"n","email":"n@x","password":"correct horse"}""", "id")]
    [InlineData("POST", "/users", """{"name":"n","email":"n@x","password":"correct horse","role":"operator"}""", "role")]
    [InlineData("POST", "/users", """{"id":"operator","name":"n","email":"n@x","password":"correct horse"}""", "operator")]
    [InlineData("PUT", "/users/nobody", """{"name":"n","email":"n@x"}""", "If-Match")]
    [InlineData("GET", "/users/nobody", null, "nobody")]
    [InlineData("GET", "/profiles/nobody", null, "nobody")]
    [InlineData("GET", "/profiles?limit=0", null, "limit")]
    [InlineData("GET", "/profiles?after=%00", null, "after")]
    [InlineData("POST", "/internal/credentials", """{"userId":"operator","password":"a guess"}""", "services")]
    public async Task An_invalid_request_gets_a_problem_that_says_what_is_wrong(string method, string path, string? body, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await Users.SendAsync(request, Cancelled);

        var problem = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(problem).GetProperty("status").GetInt32());
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
