using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbPerService.Orders;
using DbPerService.Orders.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Placing orders: prices, currencies, sources of copies, and who may see what.</summary>
public sealed class OrderIntakeTests(OrdersApplication orders) : IClassFixture<OrdersApplication>, IAsyncLifetime
{
    static readonly ProductCopy Queso = new("11", "Queso Cabrales", "Dairy", 21m, "EUR", Discontinued: false, 1);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await orders.ResetAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_line_without_a_price_takes_the_products_and_a_retry_returns_the_first_order()
    {
        await orders.SaveAsync(Queso);
        var first = await PlacedAsync(Body(price: null), "key-1");
        Assert.Equal("42.00", first.GetProperty("total").GetRawText());

        await orders.SaveAsync(Queso with { UnitPrice = 25m, Version = 2 });
        var repeated = await PlacedAsync(Body(price: null), "key-1");
        var later = await PlacedAsync(Body(price: null));

        Assert.Equal(first.GetProperty("id").GetGuid(), repeated.GetProperty("id").GetGuid());
        Assert.Equal("Queso Cabrales", repeated.GetProperty("lines")[0].GetProperty("productName").GetString());
        Assert.Equal("50.00", later.GetProperty("total").GetRawText());
        await ProblemAsync(Body(price: "21"), "key-1", HttpStatusCode.UnprocessableEntity, "orderId");
    }

    [Fact]
    public async Task Without_a_known_price_the_line_is_named()
    {
        await ProblemAsync(Body(price: null), null, HttpStatusCode.UnprocessableEntity, "lines[0].unitPrice");
        await orders.SaveAsync(Queso with { Currency = "USD" });
        await ProblemAsync(Body(price: null), null, HttpStatusCode.UnprocessableEntity, "in USD, not in EUR");
        Assert.Equal(0L, await orders.Service.ScalarAsync<long>("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task A_price_that_differs_is_accepted_and_logged_once_per_product()
    {
        await orders.SaveAsync(Queso, Queso with { ProductId = "12", Name = "Queso Manchego", UnitPrice = 38m });

        await PlacedAsync(Body(price: "14"));
        await PlacedAsync(Body(price: "14.4"));
        await PlacedAsync(Body(price: "38", product: "12"));
        await PlacedAsync(Body(price: "14", product: "13"));
        await orders.Log.WaitForAsync("product 11 at 14", Cancelled);
        await PlacedAsync(Body(price: "30.4", product: "12"));
        await orders.Log.WaitForAsync("product 12 at 30.4", Cancelled);

        Assert.Equal(1, orders.Log.Lines.Count(line => line.Contains("has product 11 ", StringComparison.Ordinal)));
        Assert.DoesNotContain(orders.Log.Lines, line => line.Contains("has product 13 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_enforced_price_refuses_another_with_the_current_one_but_not_a_retry()
    {
        orders.Options.PriceCheck = PriceCheck.Enforce;
        await orders.SaveAsync(Queso);
        var first = await PlacedAsync(Body(price: "21"), "key-2");

        await orders.SaveAsync(Queso with { UnitPrice = 25m, Version = 2 });
        var repeated = await PlacedAsync(Body(price: "21"), "key-2");

        Assert.Equal(first.GetProperty("id").GetGuid(), repeated.GetProperty("id").GetGuid());
        await ProblemAsync(Body(price: "21"), "key-3", HttpStatusCode.UnprocessableEntity, "The current price is 25.00 EUR.");
        await ProblemAsync(
            Body(price: "21"), null, HttpStatusCode.UnprocessableEntity, """
            "currentPrices":[{"productId":"11","unitPrice":25,"currency":"EUR"}]
            """);
        await orders.SaveAsync(Queso with { UnitPrice = 25m, Discontinued = true, Version = 3 });
        await ProblemAsync(Body(price: "25"), null, HttpStatusCode.UnprocessableEntity, "discontinued");
    }

    [Fact]
    public async Task A_currency_is_known_from_its_copy_or_else_from_the_contracts()
    {
        await ProblemAsync(Body(currency: "XNW"), null, HttpStatusCode.BadRequest, "currency");
        await orders.SaveAsync(new CurrencyCopy("XNW", 3, 1), new CurrencyCopy("BGN", null, 1));
        await orders.Services.GetRequiredService<Currencies>().RefreshAsync(Cancelled);

        Assert.Equal("2.468", (await PlacedAsync(Body(price: "1.234", currency: "XNW"))).GetProperty("total").GetRawText());
        await PlacedAsync(Body(currency: "CHF"));
        await ProblemAsync(Body(currency: "BGN"), null, HttpStatusCode.BadRequest, "currency");
    }

    [Fact]
    public async Task The_owners_answers_decide_and_move_the_copies_forward()
    {
        orders.Options.UserSource = orders.Options.ProductSource = CopySource.Api;
        await orders.SaveAsync(Queso);
        orders.Owners.Bodies["/products/11"] = ProductBody(23m, version: 2);
        orders.Owners.Bodies["/profiles/ALFKI"] = """{"id":"ALFKI","name":"Maria Anders","version":5}""";

        var order = await PlacedAsync(Body(price: null));

        Assert.Equal("46.00", order.GetProperty("total").GetRawText());
        var read = await orders.Client.GetFromJsonAsync<JsonElement>($"/orders/{order.GetProperty("id").GetGuid()}", Cancelled);
        Assert.Equal("Maria Anders", read.GetProperty("userName").GetString());
        Assert.Equal("23 2", await orders.Service.ScalarAsync<string>("SELECT unit_price || ' ' || version FROM product_copies"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_local_copy_is_used_while_an_owner_is_unavailable(bool isAway)
    {
        (orders.Options.UserSource, orders.Options.ProductSource) = (CopySource.Api, CopySource.Api);
        orders.Options.OwnerDeadline = TimeSpan.FromMilliseconds(100);
        await orders.SaveAsync(Queso);
        (orders.Owners.IsAway, orders.Owners.IsSilent) = (isAway, !isAway);

        var order = await PlacedAsync(Body(price: null));

        Assert.Equal("42.00", order.GetProperty("total").GetRawText());
        Assert.NotEmpty(orders.Owners.Asked);
        orders.Options.OwnerDeadline = new OrdersOptions().OwnerDeadline;
    }

    [Fact]
    public async Task A_product_that_its_owner_does_not_know_has_no_price()
    {
        orders.Options.ProductSource = CopySource.Api;
        await orders.SaveAsync(Queso);

        await ProblemAsync(Body(price: null), null, HttpStatusCode.UnprocessableEntity, "lines[0].unitPrice");
        await PlacedAsync(Body(price: "21"));
    }

    [Fact]
    public async Task What_the_owner_says_of_a_refused_order_is_kept()
    {
        (orders.Options.ProductSource, orders.Options.PriceCheck) = (CopySource.Api, PriceCheck.Enforce);
        orders.Owners.Bodies["/products/11"] = ProductBody(23m, version: 2);

        await ProblemAsync(Body(price: "21"), null, HttpStatusCode.UnprocessableEntity, "The current price is 23.00 EUR.");

        Assert.Equal(2L, await orders.Service.ScalarAsync<long>("SELECT version FROM product_copies"));
    }

    [Fact]
    public async Task No_owner_is_asked_where_copies_are_the_source()
    {
        await orders.SaveAsync(Queso);
        await PlacedAsync(Body(price: null));

        Assert.Empty(orders.Owners.Asked);
    }

    [Fact]
    public async Task A_user_places_and_sees_only_orders_of_their_own()
    {
        var maria = orders.Sign(CallerRole.User, "ALFKI");
        var ana = orders.Sign(CallerRole.User, "ANATR");
        var order = (await PlacedAsync(Body(user: null), caller: maria)).GetProperty("id").GetGuid();
        await PlacedAsync(Body(), caller: maria);
        await ProblemAsync(Body(), null, HttpStatusCode.Forbidden, "another user", caller: ana);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, $"/orders/{order}", maria));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, $"/orders/{order}", ana));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, $"/orders/{order}/cancel", ana));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, "/orders?userId=ALFKI", ana));
        Assert.Equal(2, await CountAsync("/orders", maria));
        Assert.Equal(0, await CountAsync("/orders", ana));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, $"/orders/{order}/cancel", maria));
    }

    [Theory]
    [InlineData(CallerRole.Operator)]
    [InlineData(CallerRole.Service)]
    public async Task Operators_and_services_see_everyones_orders(CallerRole role)
    {
        var caller = orders.Sign(role, "someone");
        var order = (await PlacedAsync(Body(), caller: caller)).GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, $"/orders/{order}", caller));
        Assert.Equal(1, await CountAsync("/orders", caller));
        await ProblemAsync(Body(user: null), null, HttpStatusCode.BadRequest, "userId", caller);
    }

    [Fact]
    public async Task A_key_of_another_users_order_does_not_tell_its_id()
    {
        await PlacedAsync(Body(), "key-4", orders.Sign(CallerRole.User, "ALFKI"));

        var problem = await ProblemAsync(
            Body(user: "ANATR"), "key-4", HttpStatusCode.UnprocessableEntity, "another request", orders.Sign(CallerRole.User, "ANATR"));

        Assert.DoesNotContain("orderId", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sync_token_of_a_repeated_request_names_the_event_of_the_first()
    {
        using var first = await SendAsync(HttpMethod.Post, "/orders", null, Body(), "key-5");
        using var again = await SendAsync(HttpMethod.Post, "/orders", null, Body(), "key-5");

        var id = Assert.Single(EventsOf(first));
        Assert.Equal([id], EventsOf(again));

        static List<string> EventsOf(HttpResponseMessage response)
        {
            var payload = response.Headers.GetValues("Sync-Token").Single().Split('.')[0];
            var events = JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(payload));
            return [.. events.EnumerateArray().Select(named => named.GetProperty("id").GetString()!)];
        }
    }

    [Fact]
    public async Task Services_ask_which_orders_are_known_and_which_are_over()
    {
        var service = orders.Sign(CallerRole.Service, "payments");
        var open = (await PlacedAsync(Body())).GetProperty("id").GetGuid();
        var over = (await PlacedAsync(Body())).GetProperty("id").GetGuid();
        await orders.Service.ScalarAsync<int>(
            $"UPDATE orders SET status = 'Cancelled', reason = 'CancelledByUser', finished_at = now() WHERE id = '{over}'; SELECT 1");

        using var response = await SendAsync(
            HttpMethod.Post, "/internal/orders/status", service, $$"""{"ids":["{{open}}","{{over}}","{{Guid.NewGuid()}}"]}""");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);

        Assert.Equal(3, answer.GetProperty("asked").GetInt32());
        Assert.Equal(
            new Dictionary<Guid, bool> { [open] = false, [over] = true },
            answer.GetProperty("items").EnumerateArray().ToDictionary(
                item => item.GetProperty("id").GetGuid(), item => item.GetProperty("isOver").GetBoolean()));
        foreach (var body in (string[])["""{"ids":[]}""", """{"ids":["x"]}""", """{"ids":[1]}""", "{}", "[]", """{"ids":["x"],"y":1}"""])
        {
            using var refused = await SendAsync(HttpMethod.Post, "/internal/orders/status", service, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var stranger = await SendAsync(HttpMethod.Post, "/internal/orders/status", null, """{"ids":["x"]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    static string Body(string? price = "21", string product = "11", string currency = "EUR", string? user = "ALFKI") =>
        $$"""{{{(user is null ? "" : $"\"userId\":\"{user}\",")}}"currency":"{{currency}}","paymentToken":"tok_visa","lines":[{"productId":"{{product}}","quantity":2{{(price is null ? "" : $",\"unitPrice\":{price}")}}}]}""";

    static string ProductBody(decimal price, long version) => FormattableString.Invariant(
        $$"""{"id":"11","name":"Queso Cabrales","category":"Dairy","unitPrice":{{price}},"currency":"EUR","discontinued":false,"version":{{version}}}""");

    async Task<JsonElement> PlacedAsync(string body, string? key = null, string? caller = null)
    {
        using var response = await SendAsync(HttpMethod.Post, "/orders", caller, body, key);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    async Task<string> ProblemAsync(string body, string? key, HttpStatusCode status, string text, string? caller = null)
    {
        using var response = await SendAsync(HttpMethod.Post, "/orders", caller, body, key);
        var problem = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(text, problem, StringComparison.Ordinal);
        return problem;
    }

    async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string caller)
    {
        using var response = await SendAsync(method, path, caller);
        return response.StatusCode;
    }

    async Task<int> CountAsync(string path, string caller)
    {
        using var response = await SendAsync(HttpMethod.Get, path, caller);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("items").GetArrayLength();
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? caller, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (caller is not null)
        {
            request.Headers.Add(CallerSignature.Header, caller);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        }

        return await orders.Client.SendAsync(request, Cancelled);
    }
}
