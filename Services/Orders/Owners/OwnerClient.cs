using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbPerService.Contracts;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Owners;

/// <summary>
/// Reads users, products and currencies from their owners' APIs. An owner that cannot be read throws an <see cref="HttpRequestException"/>.
/// </summary>
sealed class OwnerClient(IHttpClientFactory clients)
{
    const int PageSize = 500;

    static readonly string Users = SystemMap.Users.Name;
    static readonly string Products = SystemMap.Products.Name;
    static readonly string ReferenceData = SystemMap.ReferenceData.Name;

    /// <returns>The user, or null if Users does not know it.</returns>
    public async Task<UserCopy?> FindUserAsync(string id, CancellationToken cancellationToken) =>
        (await GetAsync(Users, "/profiles/" + Uri.EscapeDataString(id), OwnerJson.Default.OwnersUser, cancellationToken))?.ToCopy();

    /// <returns>The product, or null if Products does not know it.</returns>
    public async Task<ProductCopy?> FindProductAsync(string id, CancellationToken cancellationToken) =>
        (await GetAsync(Products, "/products/" + Uri.EscapeDataString(id), OwnerJson.Default.OwnersProduct, cancellationToken))?.ToCopy();

    public Task<OwnersPage<OwnersUser>> ListUsersAsync(string? after, CancellationToken cancellationToken) =>
        ListAsync(Users, "/profiles", after, OwnerJson.Default.OwnersPageOwnersUser, cancellationToken);

    public Task<OwnersPage<OwnersProduct>> ListProductsAsync(string? after, CancellationToken cancellationToken) =>
        ListAsync(Products, "/products", after, OwnerJson.Default.OwnersPageOwnersProduct, cancellationToken);

    public Task<OwnersPage<OwnersCurrency>> ListCurrenciesAsync(string? after, CancellationToken cancellationToken) =>
        ListAsync(ReferenceData, "/currencies", after, OwnerJson.Default.OwnersPageOwnersCurrency, cancellationToken);

    /// <summary>The client for lists, whose reads may take longer and are repeated by their caller.</summary>
    public static string ForLists(string owner) => owner + "-lists";

    async Task<OwnersPage<T>> ListAsync<T>(
        string owner, string path, string? after, JsonTypeInfo<OwnersPage<T>> type, CancellationToken cancellationToken)
    {
        var query = after is null ? $"?limit={PageSize}" : $"?limit={PageSize}&after={Uri.EscapeDataString(after)}";
        return await GetAsync(ForLists(owner), path + query, type, cancellationToken)
            ?? throw new HttpRequestException($"{owner} has no {path}.");
    }

    async Task<T?> GetAsync<T>(string client, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        using var response = await clients.CreateClient(client).GetAsync(path, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken)
                ?? throw new HttpRequestException($"The response of {client} to {path} is empty.");
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"The response of {client} to {path} cannot be read: {exception.Message}", exception);
        }
    }
}
