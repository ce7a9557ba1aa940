namespace DbPerService.Replay.Sample;

/// <summary>The names of an invented stationery shop in an invented harbour.</summary>
static class SampleNames
{
    public static readonly (string Category, string[] Things, string Unit)[] Ranges =
    [
        ("Paper", ["Sketchbook", "Squared Notebook", "Letter Set", "Index Cards", "Drawing Pad"], "each"),
        ("Writing", ["Fountain Pen", "Carpenter's Pencil", "Brush Pen", "Chalk Holder", "Fineliner"], "box of 6"),
        ("Ink", ["Bottled Ink", "Stamp Ink", "Ink Cartridges", "Drawing Ink", "Gold Ink"], "50 ml"),
        ("Desk", ["Brass Ruler", "Paper Knife", "Pen Tray", "Desk Lamp", "Bookend"], "each")
    ];

    public static readonly string[] Finishes =
    [
        "Lighthouse", "Driftwood", "Tidal", "Copper Kettle", "Rainy Day", "Night Ferry", "Old Pier", "Sandbank", "Fog Bell", "Gull Grey"
    ];

    public static readonly string[] FirstNames =
    [
        "Ada", "Bruno", "Clémence", "Dilek", "Emeka", "Frida", "Goran", "Hana", "Ivo",
        "Jasmín", "Kofi", "Léa", "Mateus", "Noor", "Søren"
    ];

    public static readonly string[] LastNames =
    [
        "Achterberg", "Bonfanti", "Castaño", "Dvořák", "Eriksen", "Fontaine", "Grünwald",
        "Horvat", "Imai", "Jansen", "Kowalczyk", "Lund"
    ];

    public static readonly string[] Trades =
        ["Papers", "Schoolhouse", "Print Room", "Studio", "Bindery", "Reading Room", "Archive", "Drawing Office"];

    public static readonly string[] Titles = ["Owner", "Buyer", "Studio Manager", "Librarian", "Office Manager"];

    public static readonly (string City, string Country, string Street, string Dial)[] Places =
    [
        ("Lisbon", "Portugal", "Rua do Farol", "+351"),
        ("Aarhus", "Denmark", "Fyrtårnsvej", "+45"),
        ("Gdańsk", "Poland", "ulica Latarniana", "+48"),
        ("Galway", "Ireland", "Lantern Quay", "+353"),
        ("Trieste", "Italy", "Via della Lanterna", "+39"),
        ("Nantes", "France", "Quai de la Brume", "+33"),
        ("Kiel", "Germany", "Leuchtturmstraße", "+49"),
        ("Valparaíso", "Chile", "Pasaje del Faro", "+56")
    ];
}
