namespace DbPerService.Tests.Conformance;

/// <summary>Makes mistakes in names.</summary>
static class Typos
{
    const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>The name with one letter replaced, missing, too many, or exchanged with its neighbour.</summary>
    public static string In(string name, Random random)
    {
        var places = Enumerable.Range(0, name.Length).Where(i => char.IsLetter(name[i])).ToList();
        var pairs = places.FindAll(i => i + 1 < name.Length && char.IsLetter(name[i + 1]) && name[i] != name[i + 1]);
        var place = places[random.Next(places.Count)];
        return random.Next(4) switch
        {
            0 => name.Remove(place, 1).Insert(place, Letter(random)),
            1 => name.Remove(place, 1),
            2 when pairs.Count > 0 => Exchange(name, pairs[random.Next(pairs.Count)]),
            _ => name.Insert(place + random.Next(2), Letter(random)),
        };
    }

    static string Letter(Random random) => Letters[random.Next(Letters.Length)].ToString();

    static string Exchange(string name, int place) => name.Remove(place, 1).Insert(place + 1, name[place].ToString());
}
