using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>A registered user who calls the system through the Gateway.</summary>
public sealed class Shopper
{
    // Without cookies: with them, all users of a client would share the last one's session.
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    readonly IRunningSystem _system;
    string _token = "";

    Shopper(IRunningSystem system, string id) => (_system, Id) = (system, id);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The user's id.</summary>
    public string Id { get; }

    /// <summary>The session's id.</summary>
    public string Session { get; private set; } = "";

    /// <summary>Registers a user and signs in.</summary>
    public static async Task<Shopper> SignedInAsync(IRunningSystem system, string name = "Ada")
    {
        var id = "u-" + Guid.NewGuid().ToString("N")[..12];
        var shopper = new Shopper(system, id);
        var password = $"a password of {id}";
        using var registered = await shopper.SendAsync(HttpMethod.Post, "/users", new { id, name, email = $"{id}@example.com", password });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        using var signedIn = await shopper.SendAsync(HttpMethod.Post, "/sessions", new { userId = id, password });
        Assert.Equal(HttpStatusCode.Created, signedIn.StatusCode);
        var session = await signedIn.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        (shopper.Session, shopper._token) = (session.Text("id")!, session.Text("token")!);
        return shopper;
    }

    /// <summary>Somebody without a session.</summary>
    public static Shopper Anonymous(IRunningSystem system) => new(system, "");

    /// <summary>Adds a product with a price and stock, by the services' own APIs.</summary>
    public static async Task<string> ProductAsync(IRunningSystem system, string name, decimal unitPrice)
    {
        var id = await new ShopClient(system).ProductAsync(1000);
        using var response = await system.Client("products")
            .PostAsJsonAsync("/products", new { id, name, category = "Tests", unitPrice, currency = "USD" }, Cancelled);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return id;
    }

    /// <summary>A request through the Gateway.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_system.Client("gateway").BaseAddress!, path))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (_token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, Cancelled);
    }

    /// <summary>The status of a GET.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, headers);
        return response.StatusCode;
    }

    /// <summary>What a GET returns, which must succeed.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    /// <summary>Fills the basket.</summary>
    public async Task FillAsync(string product, int quantity = 1)
    {
        using var filled = await SendAsync(
            HttpMethod.Put, $"/sessions/{Session}/basket", new { currency = "USD", lines = new[] { new { productId = product, quantity } } });
        Assert.True(filled.IsSuccessStatusCode, await filled.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>Checks the basket out.</summary>
    /// <returns>The order's id.</returns>
    public async Task<string> CheckOutAsync()
    {
        using var placed = await SendAsync(HttpMethod.Post, $"/sessions/{Session}/checkout", new { paymentToken = "tok_visa" });
        Assert.True(placed.StatusCode == HttpStatusCode.Accepted, await placed.Content.ReadAsStringAsync(Cancelled));
        return placed.Headers.Location!.OriginalString.Split('/')[^1];
    }

    /// <summary>Buys a product whose price and name have reached Orders, and waits until every service knows of the order.</summary>
    public async Task<string> BuyAsync(string product)
    {
        await FillAsync(product);
        var order = await Eventually.Is(async () => await CheckOutAsync(), Cancelled);
        await new ShopClient(_system).FinishedAsync(order);
        await Eventually.IsTrue(
            async () => (await GetAsync($"/history/orders/{order}")).GetProperty("payment").Text("status") == "Captured", Cancelled);
        return order;
    }
}
