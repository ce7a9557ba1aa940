using System.Text.Json;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>Ids and other values of responses, for the parameters of later calls.</summary>
sealed class KnownValues
{
    const int MaxItems = 5;

    readonly Dictionary<(string Resource, string Name), List<string>> _made = [];
    readonly Dictionary<(string Resource, string Name), List<string>> _seen = [];

    /// <summary>The token of the last response that had one.</summary>
    public string? Token { get; private set; }

    /// <param name="path">The path of the operation.</param>
    /// <param name="body">The body of its response.</param>
    /// <param name="isMade">Whether the call made it or changed it, so that later ones may change it too.</param>
    public void Add(string path, JsonElement body, bool isMade)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var resource = path.Split('/').Last(segment => !segment.StartsWith('{'));
        if (body.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String)
        {
            // It admits to what is returned with it, and to nothing else.
            Token = token.GetString();
            _made.Remove((resource, "id"));
        }

        foreach (var item in body.TryGetProperty("items", out var items) ? items.EnumerateArray().Take(MaxItems) : [body])
        {
            foreach (var field in item.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String))
            {
                var values = isMade ? _made : _seen;
                values.TryAdd((resource, field.Name), []);
                values[(resource, field.Name)].Add(field.Value.GetString()!);
            }
        }
    }

    /// <summary>The values for a parameter.</summary>
    /// <param name="path">The path of the operation.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="isRead">Otherwise only what earlier calls have made.</param>
    public IReadOnlyList<string> For(string path, string name, bool isRead)
    {
        var segments = path.Split('/');
        var index = Array.IndexOf(segments, $"{{{name}}}");
        var resource = index > 0 ? segments[index - 1] : segments[1];
        List<KeyValuePair<(string Resource, string Name), List<string>>> named =
            [.. _made.Concat(isRead ? _seen : []).Where(entry => entry.Key.Name == name)];
        List<string> own = [.. named.Where(entry => entry.Key.Resource == resource).SelectMany(entry => entry.Value)];
        return own.Count > 0 || name == "id" ? own : [.. named.SelectMany(entry => entry.Value)];
    }
}
